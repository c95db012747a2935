/** A record frame as the spool counts it. */
import type { RawRecord, Signal } from '@sonde/otlp';
import { FrameKind, type RecordKind, type ResolvedFrame } from '@sonde/otlp/segments';

/** A span, log record or metric in a segment. */
export interface RecordFrame {
  readonly kind: RecordKind;
  readonly signal: Signal;
  /** The record reports an error. */
  readonly isError: boolean;
  /** Flags of the record once it was kept as an error: an ordinary one the next time, so that errors cannot fill the spool for ever. */
  readonly keptFlags: number;
  readonly raw: RawRecord;
}

/** The signal that carries records of a kind. */
export const signalOfKind = { span: 'traces', log: 'logs', metric: 'metrics' } as const;

/** The record in a frame; undefined for ledgers and whatever else is no record. */
export function recordFrame({ kind, flags, raw }: ResolvedFrame): RecordFrame | undefined {
  const name = recordKinds.find((each) => FrameKind[each] === kind);
  if (name === undefined || raw === undefined) return undefined;
  const isError = (flags & ERROR_FLAG) !== 0;
  return { kind: name, signal: signalOfKind[name], isError, keptFlags: flags & ~ERROR_FLAG, raw };
}

const ERROR_FLAG = 1;
const recordKinds = ['span', 'log', 'metric'] as const;
