/** A growable byte buffer with the protobuf primitives, reused between messages. */
import { Buffer } from 'node:buffer';

/** A buffer grown beyond this is given back by {@link ByteWriter.reset}, so one huge value does not stay resident. */
const RETAINED_BYTES_MAX = 256 * 1024;

/** Up to here a char loop beats the call into native code; measured at 24 to 40 chars on Node 24. */
const CHAR_LOOP_MAX = 32;

/** Wire types of protobuf. */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Writes protobuf into one growing buffer.
 *
 * `*Field` methods write the tag and the value, the others the value alone. Nested messages are written between
 * {@link ByteWriter.begin} and {@link ByteWriter.end}, which patches the length in.
 */
export class ByteWriter {
  /** The buffer behind; replaced when it grows. Valid up to {@link ByteWriter.length}. */
  bytes: Buffer;
  /** Bytes written so far. */
  length = 0;
  readonly #initialBytes: number;

  /** @param initialBytes - Size of the first buffer in bytes (4096). */
  constructor(initialBytes = 4096) {
    this.#initialBytes = initialBytes;
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
  }

  /** Forgets what was written and keeps the buffer; views handed out before are overwritten by what follows. */
  reset(): void {
    this.length = 0;
    if (this.bytes.length > RETAINED_BYTES_MAX && this.bytes.length > this.#initialBytes) {
      this.bytes = Buffer.allocUnsafeSlow(this.#initialBytes);
    }
  }

  /** What was written, without a copy: valid until the next write or reset. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    const copy = new Uint8Array(this.length);
    copy.set(this.view());
    return copy;
  }

  /** Takes back everything after the first `length` bytes. */
  truncate(length: number): void {
    this.length = length;
  }

  /** Makes room for `count` more bytes. */
  ensure(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  byte(value: number): void {
    this.ensure(1);
    this.bytes[this.length++] = value;
  }

  /** Writes a whole number as a varint: 0 … 2^53 − 1 in its own size, anything negative in ten bytes. */
  varint(value: number): void {
    this.ensure(10);
    let rest = value;
    if (rest < 0) return this.#varintOfBits(BigInt.asUintN(64, BigInt(rest)));
    while (rest > 0x7fffffff) {
      this.bytes[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Writes the 64 low bits of a bigint as a varint. */
  varint64(value: bigint): void {
    this.ensure(10);
    this.#varintOfBits(BigInt.asUintN(64, value));
  }

  #varintOfBits(bits: bigint): void {
    let rest = bits;
    while (rest > 127n) {
      this.bytes[this.length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  fixed32(value: number): void {
    this.ensure(4);
    const { bytes } = this;
    bytes[this.length++] = value;
    bytes[this.length++] = value >>> 8;
    bytes[this.length++] = value >>> 16;
    bytes[this.length++] = value >>> 24;
  }

  /** Writes two unsigned halves as one little-endian 64-bit number. */
  fixed64(low: number, high: number): void {
    this.fixed32(low);
    this.fixed32(high);
  }

  fixed64OfBigInt(value: bigint): void {
    this.ensure(8);
    this.bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.length);
    this.length += 8;
  }

  double(value: number): void {
    this.ensure(8);
    this.bytes.writeDoubleLE(value, this.length);
    this.length += 8;
  }

  /** Appends bytes as they are. */
  raw(source: Uint8Array): void {
    this.ensure(source.length);
    if (source.length < 16) {
      for (let i = 0; i < source.length; i++) this.bytes[this.length + i] = source[i] as number;
    } else {
      this.bytes.set(source, this.length);
    }
    this.length += source.length;
  }

  tag(field: number, wireType: number): void {
    const tag = (field << 3) | wireType;
    if (tag < 128) this.byte(tag);
    else this.varint(tag);
  }

  varintField(field: number, value: number): void {
    this.tag(field, WireType.varint);
    this.varint(value);
  }

  /** Writes a count or enum; nothing for 0, which is the default, or for what is no positive number. */
  countField(field: number, value: number): void {
    if (value > 0 && value <= Number.MAX_SAFE_INTEGER) this.varintField(field, Math.trunc(value));
  }

  fixed32Field(field: number, value: number): void {
    this.tag(field, WireType.fixed32);
    this.fixed32(value);
  }

  /** Writes a whole number from 0 as fixed64; nothing for 0. */
  fixed64Field(field: number, value: number): void {
    if (!(value > 0)) return;
    this.tag(field, WireType.fixed64);
    this.fixed64(value % 4294967296, Math.floor(value / 4294967296));
  }

  /** Writes a 32-bit signed number as sint32; nothing for 0. */
  zigzagField(field: number, value: number): void {
    if (value !== 0) this.varintField(field, ((value << 1) ^ (value >> 31)) >>> 0);
  }

  doubleField(field: number, value: number): void {
    this.tag(field, WireType.fixed64);
    this.double(value);
  }

  bytesField(field: number, value: Uint8Array): void {
    this.tag(field, WireType.bytes);
    this.varint(value.length);
    this.raw(value);
  }

  textField(field: number, value: string): void {
    this.tag(field, WireType.bytes);
    this.text(value);
  }

  /** Writes a length and the UTF-8 of a text; a lone surrogate becomes U+FFFD, as TextEncoder does. */
  text(value: string): void {
    const units = value.length;
    this.ensure(units * 3 + 5);
    if (units <= CHAR_LOOP_MAX && this.#asciiText(value)) return;
    const lengthAt = this.length;
    const reserved = varintSize(units);
    const written = this.bytes.write(value, lengthAt + reserved, 'utf8');
    this.length = lengthAt + reserved + written;
    this.#patchLength(lengthAt, reserved);
  }

  #asciiText(value: string): boolean {
    const { bytes, length } = this;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) return false;
      bytes[length + 1 + i] = unit;
    }
    bytes[length] = value.length;
    this.length = length + 1 + value.length;
    return true;
  }

  /**
   * Writes the bytes that hex digits stand for, as a field; an id of another length, or with other characters, is
   * left out.
   *
   * @param digits - Digits the id must have: 32 for a trace, 16 for a span.
   */
  hexField(field: number, id: string, digits: number): void {
    if (id.length !== digits) return;
    const before = this.length;
    this.tag(field, WireType.bytes);
    this.byte(digits / 2);
    this.ensure(digits / 2);
    const { bytes, length } = this;
    let anyBad = 0;
    for (let i = 0; i < digits; i += 2) {
      const pair = (nibble(id.charCodeAt(i)) << 4) | nibble(id.charCodeAt(i + 1));
      bytes[length + (i >> 1)] = pair;
      anyBad |= pair;
    }
    this.length = anyBad < 0 ? before : length + digits / 2;
  }

  /**
   * Starts a nested message and returns the mark that {@link ByteWriter.end} takes.
   *
   * @param sizeHintBytes - Expected size (0). A right guess saves moving the message when its length is patched in.
   */
  begin(field: number, sizeHintBytes = 0): number {
    this.tag(field, WireType.bytes);
    const reserved = varintSize(sizeHintBytes);
    const mark = this.length * 8 + reserved;
    this.ensure(reserved);
    this.length += reserved;
    return mark;
  }

  /** Ends the nested message that was begun with this mark. */
  end(mark: number): void {
    this.#patchLength(Math.floor(mark / 8), mark % 8);
  }

  #patchLength(lengthAt: number, reserved: number): void {
    const size = this.length - lengthAt - reserved;
    const needed = varintSize(size);
    if (needed !== reserved) {
      this.ensure(5);
      this.bytes.copyWithin(lengthAt + needed, lengthAt + reserved, this.length);
    }
    this.length += needed - reserved;
    this.#putLength(lengthAt, size);
  }

  /** Writes a varint over bytes that are reserved: the buffer must not grow here, what follows would be lost. */
  #putLength(at: number, size: number): void {
    let rest = size;
    let place = at;
    for (; rest > 127; rest >>>= 7) this.bytes[place++] = (rest & 127) | 128;
    this.bytes[place] = rest;
  }
}

/** Bytes that a varint of this value takes, 0 … 2^32. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

const nibbles = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  nibbles[digit.charCodeAt(0)] = value;
  nibbles[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Value of a hex digit by its char code, −1 for any other character. */
function nibble(code: number): number {
  return code < 128 ? (nibbles[code] as number) : -1;
}
