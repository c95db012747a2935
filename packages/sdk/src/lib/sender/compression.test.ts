import { expect, test } from '@jest/globals';
import { type Compression, isCompressed } from './compression.ts';

test.each<[Compression, string, number, boolean]>([
  ['auto', 'otlp.example', 1_025, true],
  ['auto', 'otlp.example', 1_024, false],
  ['auto', 'localhost', 100_000, false],
  ['auto', '127.0.0.1', 100_000, false],
  ['auto', '127.3.2.1', 100_000, false],
  ['auto', '[::1]', 100_000, false],
  ['auto', '10.0.0.1', 100_000, true],
  ['auto', 'localhost.example', 100_000, true],
  ['gzip', 'localhost', 100_000, true],
  ['gzip', 'localhost', 100, false],
  ['none', 'otlp.example', 100_000, false],
])('%s to %s with %i bytes: %s', (compression, hostname, bytes, compressed) => {
  expect(isCompressed(compression, hostname, bytes)).toBe(compressed);
});
