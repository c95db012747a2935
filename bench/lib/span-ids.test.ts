import { describe, expect, test } from '@jest/globals';
import { spanIdsOfEnvelope, spanIdsOfJson, spanIdsOfProtobuf } from './span-ids.ts';

/** A length-delimited field below 128 bytes. */
function field(number: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
}

describe('span ids of a request', () => {
  const ids = ['0102030405060708', 'a1a2a3a4a5a6a7a8'].map((hex) => Buffer.from(hex, 'hex'));
  const spans = ids.map((id) => field(2, field(1, Buffer.alloc(16, 9)), field(2, id), field(5, 'name')));

  test('are those of every span, in order', () => {
    const scopes = field(2, field(1, 'scope'), ...spans);
    const request = field(1, field(1, 'resource'), scopes);
    expect(spanIdsOfProtobuf(request)).toEqual(ids.map((id) => id.toString('latin1')));
  });

  test('are the same in JSON', () => {
    const request = {
      resourceSpans: [{ scopeSpans: [{ spans: ids.map((id) => ({ spanId: id.toString('hex') })) }] }],
    };
    expect(spanIdsOfJson(Buffer.from(JSON.stringify(request)))).toEqual(
      ids.map((id) => id.toString('latin1')),
    );
  });

  test('are found in an envelope, without those of parents', () => {
    const [own = '', parent = ''] = ids.map((id) => id.toString('hex'));
    const envelope = `{"sdk":{}}\n{"type":"transaction"}\n{"span_id":"${own}","parent_span_id":"${parent}"}\n`;
    expect(spanIdsOfEnvelope(Buffer.from(envelope))).toEqual([ids[0]?.toString('latin1')]);
  });

  test('are not taken from fields beside, of any wire type', () => {
    const varint = Buffer.from([0x30, 0xac, 0x02]);
    const fixed64 = Buffer.concat([Buffer.from([0x39]), Buffer.alloc(8, 1)]);
    const fixed32 = Buffer.concat([Buffer.from([0x85, 0x01]), Buffer.alloc(4, 1)]);
    const span = field(2, varint, fixed64, field(2, ids[0] ?? ''), fixed32);
    expect(spanIdsOfProtobuf(field(1, field(2, span)))).toHaveLength(1);
  });

  test('a request that is cut off is an error, so that the sink counts it as unreadable', () => {
    expect(() => spanIdsOfProtobuf(Buffer.from([0x0a, 0x80]))).toThrow('ends within a number');
  });
});
