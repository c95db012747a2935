/** CRC-32 of frame bodies. */
import { crc32 } from 'node:zlib';

/** CRC-32 (IEEE, as zlib) of `bytes` from `start` to `end`. */
export function frameChecksum(bytes: Uint8Array, start: number, end: number): number {
  return crc32(bytes.subarray(start, end));
}
