/** Frames of the log as decoded records. */
import {
  type Decoded,
  decodeJsonRequest,
  decodeRecord,
  decodeRequest,
  decodeResource,
  decodeScope,
  type RawRecord,
  type Resource,
  type Scope,
  type Signal,
} from '@sonde/otlp';
import { FrameKind, parseRequest, type ResolvedFrame } from '@sonde/otlp/segments';

/** Records of one frame, all of one signal. */
export type DecodedFrame = {
  readonly [S in Signal]: { readonly signal: S; readonly records: readonly Decoded<S>[] };
}[Signal];

/**
 * Decodes a record or request frame.
 *
 * @returns Its records; undefined for a frame of another kind.
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeFrame(frame: ResolvedFrame): DecodedFrame | undefined {
  if (frame.raw) return decodeRecordFrame(frame.kind, frame.raw);
  const request = frame.kind === FrameKind.request ? parseRequest(frame) : undefined;
  if (!request) return undefined;
  const { signal, encoding, body } = request;
  const decode = encoding === 'json' ? decodeJsonRequest : decodeRequest;
  return { signal, records: decode(signal, body) } as DecodedFrame;
}

function decodeRecordFrame(kind: number, raw: RawRecord): DecodedFrame | undefined {
  const signal = signalOf.get(kind);
  if (!signal) return undefined;
  const record = {
    resource: cached(resources, raw.resource, decodeResource),
    scope: cached(scopes, raw.scope, decodeScope),
    record: decodeRecord(signal, raw.record),
  };
  return { signal, records: [record] } as unknown as DecodedFrame;
}

const signalOf: ReadonlyMap<number, Signal> = new Map([
  [FrameKind.span, 'traces'],
  [FrameKind.log, 'logs'],
  [FrameKind.metric, 'metrics'],
]);

// A segment hands out the same bytes for all records of a resource, so their identity is the key.
const resources = new WeakMap<Uint8Array, Resource>();
const scopes = new WeakMap<Uint8Array, Scope>();

function cached<T extends object>(
  cache: WeakMap<Uint8Array, T>,
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => T,
): T {
  const known = cache.get(bytes);
  if (known) return known;
  const value = decode(bytes);
  cache.set(bytes, value);
  return value;
}
