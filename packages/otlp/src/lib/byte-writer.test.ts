import { describe, expect, test } from '@jest/globals';
import { ByteWriter, decodeExportResponse, encodeExportResponse, encodeRequest } from '@sonde/otlp';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { responseType } from '../../test/otlp-schema.ts';

describe('a byte writer', () => {
  test('writes text as TextEncoder does, lone surrogates included, with its length before it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const into = new ByteWriter(1);
        into.text(text);
        const reader = protobuf.Reader.create(into.view());
        expect(Buffer.from(reader.bytes())).toEqual(Buffer.from(new TextEncoder().encode(text)));
        expect(reader.pos).toBe(into.length);
      }),
    );
    for (const text of ['', '\ud800', 'x\udfff', 'é'.repeat(64), 'é'.repeat(9000), 'a'.repeat(16384)]) {
      const into = new ByteWriter(1);
      into.text(text);
      expect(Buffer.from(protobuf.Reader.create(into.view()).bytes())).toEqual(
        Buffer.from(new TextEncoder().encode(text)),
      );
    }
  });

  test('writes varints as protobufjs reads them', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const into = new ByteWriter(1);
        into.varint(value);
        into.varint64(BigInt(value));
        const reader = protobuf.Reader.create(into.view());
        expect(BigInt(reader.int64().toString())).toBe(BigInt(value));
        expect(BigInt(reader.int64().toString())).toBe(BigInt(value));
        expect(reader.pos).toBe(into.length);
      }),
    );
  });

  test('patches the length of nested messages of any size, whatever was guessed', () => {
    for (const size of [0, 1, 127, 128, 16383, 16384, 300_000]) {
      for (const hint of [0, 100, 200, 20_000, 5_000_000]) {
        const into = new ByteWriter(1);
        const outer = into.begin(1, hint);
        const inner = into.begin(2, hint);
        into.raw(new Uint8Array(size).fill(7));
        into.end(inner);
        into.end(outer);
        const outerBytes = protobuf.Reader.create(into.view().subarray(1)).bytes();
        const innerBytes = protobuf.Reader.create(outerBytes.subarray(1)).bytes();
        expect(innerBytes.length).toBe(size);
        expect(Buffer.compare(innerBytes, Buffer.alloc(size, 7))).toBe(0);
      }
    }
  });

  test('leaves out ids that are not hex or have another length', () => {
    const into = new ByteWriter();
    for (const id of ['', 'zz'.repeat(8), 'ab', '0g'.repeat(8)]) into.hexField(1, id, 16);
    expect(into.length).toBe(0);
    into.hexField(1, 'AbCdEf0123456789', 16);
    expect(Buffer.from(into.view()).toString('hex')).toBe('0a08abcdef0123456789');
  });
});

test('a response says how much was refused, as protobufjs reads it, and an empty one nothing', () => {
  const bytes = encodeExportResponse('logs', { rejected: 70_000, message: 'too old' });
  expect(responseType.toObject(responseType.decode(bytes), { longs: Number })).toEqual({
    partialSuccess: { rejected: 70_000, errorMessage: 'too old' },
  });
  expect(decodeExportResponse('logs', bytes)).toEqual({ rejected: 70_000, message: 'too old' });
  expect(encodeExportResponse('traces').length).toBe(0);
  expect(decodeExportResponse('traces', new Uint8Array())).toEqual({ rejected: 0, message: '' });
});

test('a request without records is empty', () => {
  expect(encodeRequest('traces', []).length).toBe(0);
});
