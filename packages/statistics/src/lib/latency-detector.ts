/** What every latency detector takes and gives. */

/** The rules there are: `cusum` is the default, `threshold` the classic one. */
export type LatencyDetectorKind = 'cusum' | 'threshold';

/** A latency that has left its baseline. */
export interface LatencyChange {
  /** Which rule found it. */
  readonly detector: LatencyDetectorKind;
  /** Latency before the change. */
  readonly beforeMs: number;
  /** Latency since the change. */
  readonly afterMs: number;
  /** `afterMs / beforeMs`: 1.5 is 50 % slower. */
  readonly ratio: number;
  /** Calls seen since the detector began, the one that raised the alarm included. */
  readonly callsSeen: number;
  /** Number of the call, counted from 1, from which the change is visible. */
  readonly sinceCall: number;
  /** The newest latencies, oldest first, that show the change. */
  readonly samplesMs: readonly number[];
}

/** State of a detector as plain JSON. */
export interface LatencyDetectorSnapshot {
  readonly detector: LatencyDetectorKind;
  /** Numbers whose meaning belongs to the detector. */
  readonly state: readonly number[];
}

/** Watches the latencies of one operation and says when they have changed. */
export interface LatencyDetector {
  /**
   * Takes the latency of one call.
   * @param valueMs - in milliseconds; a value that is not finite or below 0 is ignored
   * @returns the change, on the call that proves it, else undefined
   */
  record(valueMs: number): LatencyChange | undefined;
  /** Gives the state as plain JSON. */
  snapshot(): LatencyDetectorSnapshot;
  /**
   * Replaces the state, so that the detector goes on as if it had never stopped.
   * @param snapshot - what `snapshot` gave, possibly read from a file
   * @returns false, with the state unchanged, if the snapshot does not fit this detector
   */
  restore(snapshot: unknown): boolean;
}

/**
 * Gives the numbers of a snapshot if it belongs to a detector.
 * @internal
 * @param snapshot - anything
 * @param detector - whose snapshot is expected
 * @returns the numbers, all finite, or undefined
 */
export function stateOf(snapshot: unknown, detector: LatencyDetectorKind): readonly number[] | undefined {
  if (typeof snapshot !== 'object' || snapshot === null) return undefined;
  const { detector: found, state } = snapshot as Partial<LatencyDetectorSnapshot>;
  if (found !== detector || !Array.isArray(state) || !state.every(Number.isFinite)) return undefined;
  return state;
}

/**
 * Says whether a latency can be recorded.
 * @internal
 */
export function isLatency(valueMs: number): boolean {
  return valueMs >= 0 && valueMs < Number.POSITIVE_INFINITY;
}
