import { describe, expect, test } from '@jest/globals';
import { isSondeError } from '@sonde/conventions';
import {
  type Decoded,
  decodeJsonRequest,
  decodeRecord,
  decodeRequest,
  decodeResource,
  decodeScope,
  encodeRecords,
  encodeRequest,
  type Signal,
  toOtlpJson,
} from '@sonde/otlp';
import fc from 'fast-check';
import { decodedLogs, decodedMetrics, decodedSpans, requestTypes } from '../../../test/otlp-schema.ts';

const signals: readonly (readonly [Signal, fc.Arbitrary<Decoded<Signal>[]>])[] = [
  ['traces', decodedSpans],
  ['logs', decodedLogs],
  ['metrics', decodedMetrics],
];

/** Decoded and encoded again by protobufjs: an independent reader and writer of the wire. */
function throughReference(signal: Signal, body: Uint8Array): Uint8Array {
  const type = requestTypes[signal];
  return type.encode(type.decode(body)).finish();
}

describe.each(signals)('%s', (signal, arbitrary) => {
  test('are the same after encoding, decoding and encoding by protobufjs, and decoding', () => {
    fc.assert(
      fc.property(arbitrary, (decoded) => {
        const raw = encodeRecords(signal, decoded as never);
        const body = throughReference(signal, encodeRequest(signal, raw));
        const again = decodeRequest(signal, body);
        expect(sortedByPlace(again)).toEqual(sortedByPlace(decoded));
      }),
      { numRuns: 100 },
    );
  });

  test('are the same after JSON and back', () => {
    fc.assert(
      fc.property(arbitrary, (decoded) => {
        const json = JSON.stringify(toOtlpJson(signal, decoded as never));
        expect(sortedByPlace(decodeJsonRequest(signal, json))).toEqual(sortedByPlace(decoded));
        expect(decodeJsonRequest(signal, Buffer.from(json)).length).toBe(decoded.length);
      }),
      { numRuns: 100 },
    );
  });

  test('decode record by record as in the request', () => {
    fc.assert(
      fc.property(arbitrary, (decoded) => {
        encodeRecords(signal, decoded as never).forEach((raw, index) => {
          expect(decodeResource(raw.resource)).toEqual(decoded[index]?.resource);
          expect(decodeScope(raw.scope)).toEqual(decoded[index]?.scope);
          expect(decodeRecord(signal, raw.record)).toEqual(decoded[index]?.record);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('random, truncated and mutated bytes decode or are refused as malformed or beyond a limit', () => {
    const valid = arbitrary.map((decoded) => encodeRequest(signal, encodeRecords(signal, decoded as never)));
    const damaged = fc
      .tuple(valid, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([body, at, length, byte]) => {
        const copy = Uint8Array.from(body);
        if (copy.length > 0) copy[at % copy.length] = byte;
        return copy.subarray(0, copy.length - (length % (copy.length + 1)));
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (body) => {
        refusedOrDone(() => decodeRequest(signal, body));
        refusedOrDone(() => decodeRecord(signal, body));
        refusedOrDone(() => decodeResource(body));
        refusedOrDone(() => decodeScope(body));
        refusedOrDone(() => decodeJsonRequest(signal, body));
      }),
      { numRuns: 600 },
    );
  });

  test('any JSON decodes or is refused', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        refusedOrDone(() => decodeJsonRequest(signal, json));
        refusedOrDone(() => decodeJsonRequest(signal, wrapped(signal, json)));
      }),
      { numRuns: 300 },
    );
  });
});

/** Grouping may move records of equal resource and scope together: compare as a bag. */
function sortedByPlace(decoded: readonly unknown[]): readonly unknown[] {
  return [...decoded].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}

function wrapped(signal: Signal, json: string): string {
  const name = { traces: 'Spans', logs: 'Logs', metrics: 'Metrics' }[signal];
  const list = { traces: 'spans', logs: 'logRecords', metrics: 'metrics' }[signal];
  return `{"resource${name}":[{"scope${name}":[{"${list}":[${json},{"attributes":${json},"events":${json},"sum":${json}}]}]}]}`;
}

function refusedOrDone(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(isSondeError(error) && error.code).toMatch(/^OTLP_(MALFORMED|LIMIT_EXCEEDED)$/);
  }
}
