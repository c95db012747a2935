/** The payload of record frames: flags, ordinals, message. */
import type { RawRecord } from '../encode/request.ts';
import type { Signal } from '../records.ts';
import { type Frame, FrameKind } from './segment-format.ts';

/** Parts of the payload of a span, log or metric frame. */
export interface RecordPayload {
  /** Bit 0: the record reports an error. */
  readonly flags: number;
  readonly resourceOrdinal: number;
  readonly scopeOrdinal: number;
  /** One OTLP Span, LogRecord or Metric; a view into the frame. */
  readonly message: Uint8Array;
}

/** A frame that stands alone: a record comes with the bytes of its resource and scope. */
export interface ResolvedFrame extends Frame {
  /** Flags byte of a record, 0 for other frames. */
  readonly flags: number;
  /** The record, for kinds span, log and metric. */
  readonly raw?: RawRecord;
}

/** A whole OTLP request from a request frame. */
export interface ReceivedRequest {
  readonly signal: Signal;
  readonly encoding: 'protobuf' | 'json';
  readonly receivedUnixNano: bigint;
  /** A view into the frame. */
  readonly body: Uint8Array;
}

/** True for kinds span, log and metric. */
export function isRecordKind(kind: number): boolean {
  return kind === FrameKind.span || kind === FrameKind.log || kind === FrameKind.metric;
}

/** Takes the payload of a record frame apart; undefined when it is too short to be one. */
export function parseRecord(frame: Frame): RecordPayload | undefined {
  const { payload } = frame;
  const resource = readVarint(payload, 1);
  const scope = resource && readVarint(payload, resource.end);
  if (resource === undefined || scope === undefined) return undefined;
  return {
    flags: payload[0] as number,
    resourceOrdinal: resource.value,
    scopeOrdinal: scope.value,
    message: payload.subarray(scope.end),
  };
}

const signals: readonly (Signal | undefined)[] = [undefined, 'traces', 'logs', 'metrics'];
const encodings = [undefined, 'protobuf', 'json'] as const;

/** Takes the payload of a request frame apart; undefined when it names no known signal or encoding. */
export function parseRequest(frame: Frame): ReceivedRequest | undefined {
  const { payload } = frame;
  const signal = signals[payload[0] ?? 0];
  const encoding = encodings[payload[1] ?? 0];
  if (signal === undefined || encoding === undefined || payload.length < 10) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset);
  return { signal, encoding, receivedUnixNano: view.getBigUint64(2, true), body: payload.subarray(10) };
}

/** Parses the payload of a state, ledger or checkpoint frame; undefined when it is no JSON object. */
export function parseJson(frame: Frame): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(frame.payload));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A varint of up to 32 bits; undefined when it is cut off or longer. @internal */
export function readVarint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  return undefined;
}
