import { describe, expect, test } from '@jest/globals';
import { ByteWriter } from './byte-writer.ts';
import { decodeExportResponse, encodeExportResponse } from './export-response.ts';

describe('the answer of a receiver', () => {
  test('is empty when it took everything', () => {
    expect(encodeExportResponse('traces')).toEqual(new Uint8Array());
    expect(decodeExportResponse('traces', new Uint8Array())).toEqual({ rejected: 0, message: '' });
  });

  test.each([
    { rejected: 7, message: 'too old' },
    { rejected: 3_000_000_000, message: '' },
    { rejected: 0, message: 'take smaller batches' },
  ])('says how many it refused, and why: %p', (partial) => {
    expect(decodeExportResponse('logs', encodeExportResponse('logs', partial))).toEqual(partial);
  });

  test('may hold fields that a later version adds', () => {
    const later = new ByteWriter();
    later.textField(9, 'what is this');
    const partial = later.begin(1);
    later.varintField(8, 4);
    later.countField(1, 2);
    later.textField(3, 'and this');
    later.textField(2, 'why');
    later.end(partial);
    expect(decodeExportResponse('traces', later.copy())).toEqual({ rejected: 2, message: 'why' });
  });
});
