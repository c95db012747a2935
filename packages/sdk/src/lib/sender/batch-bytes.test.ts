import { describe, expect, test } from '@jest/globals';
import type { ResolvedFrame } from '@sonde/otlp/segments';
import { batchBytesAfter } from './batch-bytes.ts';

const KIBIBYTE = 1_024;
const framesOf = (count: number, sizeBytes: number, segment: number = 1) =>
  Array.from({ length: count }, (_, i) => ({
    position: { segment, offset: i * sizeBytes },
    end: (i + 1) * sizeBytes,
  })) as unknown as ResolvedFrame[];

describe('the next batch', () => {
  test.each([
    ['256 KiB at first', framesOf(0, 0), 256],
    ['256 KiB of small records', framesOf(900, 250), 256],
    ['512 records of 1.5 KiB', framesOf(10, 1.5 * KIBIBYTE), 768],
    ['1 MiB of large records', framesOf(25, 10 * KIBIBYTE), 1_024],
    ['256 KiB after the end of a segment', [...framesOf(3, 10_000), ...framesOf(3, 10_000, 2)], 256],
  ])('is %s', (_, frames, kibibytes) => {
    expect(batchBytesAfter(frames)).toBe(kibibytes * KIBIBYTE);
  });
});
