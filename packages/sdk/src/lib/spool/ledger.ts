/** The ledger: *emitted + inherited = delivered + dropped + still in the spool.* */
import type { Signal } from '@sonde/otlp';

/** Why a record was dropped. */
export type DropReason =
  /** The spool had reached its limit, or the memory queue that stands in for it. */
  | 'spool_full'
  /** The disk refused the write. */
  | 'write_failed'
  /** The record could not be encoded. */
  | 'encode_failed'
  /** The receiver refused it for good (400, partial success). Whole requests are kept in `quarantine/`. */
  | 'refused'
  /** The receiver calls this single record too large (413). */
  | 'too_large';

/** Counts by signal, and by reason for drops; since the process started. */
export interface LedgerSnapshot {
  readonly emitted: Readonly<Record<Signal, number>>;
  /** Records of dead processes' spools that this one delivered or dropped; they are among those counts. */
  readonly inherited: Readonly<Record<Signal, number>>;
  readonly delivered: Readonly<Record<Signal, number>>;
  readonly dropped: Readonly<Record<Signal, Readonly<Partial<Record<DropReason, number>>>>>;
  /** Bytes of damaged segments and torn ends that were given up; what records they held, nobody can tell. */
  readonly damagedBytes: number;
  /**
   * Events among the dropped that a file beside the spool took, to be emitted anew, and those that it could not take or
   * keep.
   */
  readonly fallback: { readonly written: number; readonly lost: number };
  /** Spans that sampling left out on purpose: no loss, and not among the emitted. */
  readonly sampledOut: number;
  /** What else was passed over, by name, where it is more than nothing. */
  readonly passedOver: Readonly<Record<string, number>>;
}

/** Counts what happens to records. */
export class Ledger {
  readonly #emitted = { traces: 0, logs: 0, metrics: 0 };
  readonly #inherited = { traces: 0, logs: 0, metrics: 0 };
  readonly #delivered = { traces: 0, logs: 0, metrics: 0 };
  readonly #dropped: Record<Signal, Partial<Record<DropReason, number>>> = {
    traces: {},
    logs: {},
    metrics: {},
  };
  #damagedBytes = 0;
  readonly #fallback = { written: 0, lost: 0 };
  readonly #passedOver = new Map<string, () => number>();
  #sampledOut = 0;
  /** Grows with every change. */
  revision = 0;
  #held = 0;

  emitted(signal: Signal): void {
    this.#emitted[signal] += 1;
    this.revision += 1;
  }

  /** Spans that sampling leaves out for good. */
  sampledOut(count: number): void {
    this.#sampledOut += count;
    this.revision += 1;
  }

  /**
   * Shows a count that somebody else keeps.
   *
   * @param name - What was passed over, in camelCase.
   */
  shows(name: string, countOf: () => number): void {
    this.#passedOver.set(name, countOf);
  }

  /** A span that was emitted waits to be encoded, and is in no file yet. */
  held(): void {
    this.#held += 1;
  }

  /** So many of them wait no longer. */
  released(count: number): void {
    this.#held -= count;
    this.revision += 1;
  }

  inherited(signal: Signal, count: number): void {
    this.#inherited[signal] += count;
    this.revision += 1;
  }

  delivered(signal: Signal, count: number): void {
    this.#delivered[signal] += count;
    this.revision += 1;
  }

  dropped(signal: Signal, reason: DropReason, count: number = 1): void {
    if (count <= 0) return;
    this.#dropped[signal][reason] = (this.#dropped[signal][reason] ?? 0) + count;
    this.revision += 1;
  }

  /** What became of events that the spool had refused. */
  fellBack(what: 'written' | 'lost', count: number = 1): void {
    this.#fallback[what] += count;
    this.revision += 1;
  }

  damaged(sizeBytes: number): void {
    if (sizeBytes <= 0) return;
    this.#damagedBytes += sizeBytes;
    this.revision += 1;
  }

  /** What the records that are encoded so far add up to: this is what stands beside them in a file. */
  written(): LedgerSnapshot {
    const { emitted, ...rest } = this.snapshot();
    return { emitted: { ...emitted, traces: emitted.traces - this.#held }, ...rest };
  }

  snapshot(): LedgerSnapshot {
    const { traces, logs, metrics } = this.#dropped;
    return {
      emitted: { ...this.#emitted },
      inherited: { ...this.#inherited },
      delivered: { ...this.#delivered },
      dropped: { traces: { ...traces }, logs: { ...logs }, metrics: { ...metrics } },
      damagedBytes: this.#damagedBytes,
      fallback: { ...this.#fallback },
      sampledOut: this.#sampledOut,
      passedOver: Object.fromEntries(
        [...this.#passedOver].map(([name, countOf]) => [name, countOf()] as const).filter(([, n]) => n > 0),
      ),
    };
  }
}
