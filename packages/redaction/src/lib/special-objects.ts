/** Masks objects whose content is not in their fields: bytes, boxed texts, patterns, addresses, lists of headers. */
import { Buffer } from 'node:buffer';

/** Masks the one text of an object. */
export type MaskText = (text: string) => string;

/** Bytes beyond this size are data; nothing is logged as text of this length. */
const TEXT_BYTES_MAX = 1_000_000;
/** What is not text: control characters, and what stands for bytes that are no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell data from text.
const NO_TEXT = /[\u0000-\u0008\u000e-\u001f\ufffd]/;
const LISTS = new Set(['[object Headers]', '[object URLSearchParams]', '[object FormData]']);

/**
 * Gives what stands for such an object: itself while nothing in it has to be masked.
 * @internal
 * @returns undefined for an object that has to be copied field by field
 */
export function maskedSpecial(value: object, mask: MaskText): { readonly masked: unknown } | undefined {
  if (value instanceof Promise || value instanceof Date) return { masked: value };
  if (value instanceof String) return { masked: mask(value.valueOf()) };
  if (value instanceof RegExp || value instanceof URL) return { masked: maskedOrSame(value, mask) };
  if (ArrayBuffer.isView(value))
    return { masked: maskedBytes(value, bytesOf(value.buffer, value.byteOffset, value.byteLength), mask) };
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return { masked: maskedBytes(value, bytesOf(value, 0, value.byteLength), mask) };
  return undefined;
}

/** Gives the pairs of `Headers`, `URLSearchParams` and `FormData`, undefined for everything else. @internal */
export function pairsOf(value: object): ReadonlyMap<string, unknown> | undefined {
  if (!LISTS.has(Object.prototype.toString.call(value))) return undefined;
  return new Map(value as Iterable<readonly [string, unknown]>);
}

function maskedOrSame(value: RegExp | URL, mask: MaskText): unknown {
  const text = String(value);
  const masked = mask(text);
  return masked === text ? value : masked;
}

/** Bytes that are text are masked like text; the copy is a buffer again. */
function maskedBytes(value: object, bytes: Buffer, mask: MaskText): unknown {
  if (bytes.length === 0 || bytes.length > TEXT_BYTES_MAX) return value;
  const text = bytes.toString('utf8');
  if (NO_TEXT.test(text)) return value;
  const masked = mask(text);
  return masked === text ? value : Buffer.from(masked);
}

function bytesOf(buffer: ArrayBufferLike, offset: number, length: number): Buffer {
  return Buffer.from(buffer as ArrayBuffer, offset, length);
}
