/** CRC-32 of frame bodies. */
import { crc32 } from 'node:zlib';

/**
 * CRC-32 (IEEE, as zlib) of `bytes` from `start` to `end`.
 *
 * Measured by bench/append.ts on Node 24, zlib against a table in JavaScript: 16 bytes 53 against 28 ns, 128 bytes 129
 * against 247 ns, 256 bytes (a small span) 162 against 515 ns, 10 KB 1.6 against 22 µs. So zlib for all sizes: the
 * table wins 25 ns where almost no frame is.
 */
export function frameChecksum(bytes: Uint8Array, start: number, end: number): number {
  return crc32(bytes.subarray(start, end));
}
