/** What can be appended to a store. */
import type { RawRecord, Signal } from '@sonde/otlp';
import {
  FrameKind,
  parseJson,
  type RecordKind,
  type ResolvedFrame,
  type SegmentWriter,
} from '@sonde/otlp/segments';
import type { SpoolCheckpoint } from '../index/arrival.ts';

/** One thing to append; all of its parts are kept, or none. */
export type StoreEntry =
  /** A whole OTLP request, inflated, as it was received. */
  | {
      readonly type: 'request';
      readonly signal: Signal;
      readonly encoding: 'protobuf' | 'json';
      readonly body: Uint8Array;
      /** (now) */
      readonly receivedUnixNano?: bigint;
    }
  /** What was read from a spool, and how far that is: the copy counts once, however often it is repeated. */
  | {
      readonly type: 'copy';
      readonly frames: readonly CopiedFrame[];
      /** Where copying goes on. */
      readonly checkpoint: SpoolCheckpoint;
    }
  /** A journalled fact of the user. */
  | { readonly type: 'state'; readonly value: { readonly type: string } };

/** One frame of a spool. */
export type CopiedFrame =
  | { readonly kind: RecordKind; readonly flags: number; readonly raw: RawRecord }
  | { readonly kind: 'ledger'; readonly value: Readonly<Record<string, unknown>> };

/** A frame of a spool as it is copied; undefined for kinds that are not. */
export function copiedFrame(frame: ResolvedFrame): CopiedFrame | undefined {
  const kind = recordKinds.get(frame.kind);
  if (kind && frame.raw) return { kind, flags: frame.flags, raw: frame.raw };
  const value = frame.kind === FrameKind.ledger ? parseJson(frame) : undefined;
  return value && { kind: 'ledger', value };
}

/** Writes an entry's frames. @internal */
export function writeEntry(writer: SegmentWriter, entry: StoreEntry): void {
  switch (entry.type) {
    case 'request': {
      const received = entry.receivedUnixNano ?? BigInt(Date.now()) * 1_000_000n;
      writer.request(entry.signal, entry.encoding, received, entry.body);
      return;
    }
    case 'copy':
      for (const frame of entry.frames) writeCopy(writer, frame);
      writer.json('checkpoint', { ...entry.checkpoint, frames: entry.frames.length });
      return;
    case 'state':
      writer.json('state', entry.value);
  }
}

/** About how many bytes an entry takes. @internal */
export function entryBytes(entry: StoreEntry): number {
  if (entry.type === 'request') return entry.body.length;
  if (entry.type === 'state') return JSON.stringify(entry.value).length;
  return entry.frames.reduce(
    (sum, frame) => sum + (frame.kind === 'ledger' ? 1_024 : frame.raw.record.length),
    0,
  );
}

const recordKinds: ReadonlyMap<number, RecordKind> = new Map([
  [FrameKind.span, 'span'],
  [FrameKind.log, 'log'],
  [FrameKind.metric, 'metric'],
]);

function writeCopy(writer: SegmentWriter, frame: CopiedFrame): void {
  if (frame.kind === 'ledger') writer.json('ledger', frame.value);
  else writer.rawRecord(frame.kind, frame.flags, frame.raw);
}
