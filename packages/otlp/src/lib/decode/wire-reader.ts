/** Reads protobuf from a byte array, bounds checked. */
import { Buffer } from 'node:buffer';
import { WireType } from '../byte-writer.ts';
import { malformed } from './limits.ts';

/**
 * A cursor over one message. `while (reader.next())` steps through its fields; `field` and `wireType` say which, and
 * exactly one read method or {@link WireReader.skip} takes the value. A read of another wire type than expected throws.
 */
export class WireReader {
  readonly bytes: Buffer;
  /** Where the next byte is read. */
  at: number;
  /** Where the current message ends. */
  end: number;
  field = 0;
  wireType = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.end = bytes.length;
  }

  /** Steps to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.#varint32();
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    if (this.field === 0) throw malformed(`field number 0 at byte ${this.at}`);
    return true;
  }

  /** Enters a nested message and returns where the outer one ends, for {@link WireReader.leave}. */
  enter(): number {
    const length = this.length();
    const outerEnd = this.end;
    this.end = this.at + length;
    return outerEnd;
  }

  leave(outerEnd: number): void {
    this.at = this.end;
    this.end = outerEnd;
  }

  /** Length of a length-delimited field that fits its message. */
  length(): number {
    this.#expect(WireType.bytes);
    const length = this.#varint32();
    if (length > this.end - this.at) throw this.#cutOff(length);
    return length;
  }

  text(): string {
    const length = this.length();
    const start = this.at;
    this.at += length;
    if (length > 24) return this.bytes.toString('utf8', start, this.at);
    return this.#shortText(start, this.at);
  }

  /** Up to 24 ASCII bytes are quicker char by char than by a call into native code. */
  #shortText(start: number, end: number): string {
    let text = '';
    for (let i = start; i < end; i++) {
      const byte = this.bytes[i] as number;
      if (byte > 127) return this.bytes.toString('utf8', start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A copy of a bytes field. */
  byteArray(): Uint8Array {
    const length = this.length();
    this.at += length;
    return Uint8Array.from(this.bytes.subarray(this.at - length, this.at));
  }

  /** Lower-case hex of an id field; '' when it has another length than `bytes`, or is all zero. */
  hexId(bytes: number): string {
    const length = this.length();
    const start = this.at;
    this.at += length;
    if (length !== bytes) return '';
    const hex = this.bytes.toString('hex', start, this.at);
    return /[^0]/.test(hex) ? hex : '';
  }

  bool(): boolean {
    return this.varint() !== 0;
  }

  /** An unsigned varint as number; beyond 2^53 it loses precision, as counts may. */
  varint(): number {
    this.#expect(WireType.varint);
    return this.#varint();
  }

  #varint(): number {
    const first = this.bytes[this.at] as number;
    if (first < 128 && this.at < this.end) {
      this.at++;
      return first;
    }
    const { low, high } = this.#halves();
    return high * 4294967296 + low;
  }

  /** Low 32 bits of a varint. */
  #varint32(): number {
    const first = this.bytes[this.at] as number;
    if (first < 128 && this.at < this.end) {
      this.at++;
      return first;
    }
    const { low, high } = this.#halves();
    if (high !== 0) throw malformed(`a tag or length beyond 32 bits at byte ${this.at}`);
    return low;
  }

  /** An int64: a number while safe, a bigint beyond. */
  int64(): number | bigint {
    this.#expect(WireType.varint);
    const first = this.bytes[this.at] as number;
    if (first < 128 && this.at < this.end) {
      this.at++;
      return first;
    }
    const { low, high } = this.#halves();
    return integerOf(low, high);
  }

  /** An int32 or enum, as number. */
  int32(): number {
    return this.varint() | 0;
  }

  /** A sint32. */
  zigzag32(): number {
    const value = this.varint() >>> 0;
    return (value >>> 1) ^ -(value & 1);
  }

  fixed32(): number {
    this.#expect(WireType.fixed32);
    return this.bytes.readUInt32LE(this.#advance(4));
  }

  /** A fixed64 as bigint. */
  fixed64(): bigint {
    this.#expect(WireType.fixed64);
    return this.bytes.readBigUInt64LE(this.#advance(8));
  }

  /** A fixed64 as number; a count loses precision beyond 2^53. */
  fixed64Number(): number {
    this.#expect(WireType.fixed64);
    return this.bytes.readUInt32LE(this.#advance(4)) + this.bytes.readUInt32LE(this.#advance(4)) * 4294967296;
  }

  /** An sfixed64: a number while safe, a bigint beyond. */
  sfixed64(): number | bigint {
    this.#expect(WireType.fixed64);
    const low = this.bytes.readUInt32LE(this.#advance(4));
    return integerOf(low, this.bytes.readUInt32LE(this.#advance(4)));
  }

  double(): number {
    this.#expect(WireType.fixed64);
    return this.bytes.readDoubleLE(this.#advance(8));
  }

  /** Passes over a field of any known wire type. */
  skip(): void {
    if (this.wireType === WireType.varint) this.#varint();
    else if (this.wireType === WireType.fixed64) this.#advance(8);
    else if (this.wireType === WireType.bytes) this.#advance(this.length());
    else if (this.wireType === WireType.fixed32) this.#advance(4);
    else throw malformed(`wire type ${this.wireType} of field ${this.field}, which OTLP does not use`);
  }

  #advance(count: number): number {
    const start = this.at;
    if (count > this.end - start) throw this.#cutOff(count);
    this.at += count;
    return start;
  }

  #expect(wireType: number): void {
    if (this.wireType === wireType) return;
    throw malformed(`field ${this.field} has wire type ${this.wireType}, expected ${wireType}`);
  }

  #cutOff(count: number): Error {
    return malformed(
      `field ${this.field} at byte ${this.at} needs ${count} bytes, ${this.end - this.at} are left`,
    );
  }

  /** A varint of up to ten bytes as two unsigned halves. */
  #halves(): { readonly low: number; readonly high: number } {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.end) throw malformed(`varint cut off at byte ${this.at}`);
      const byte = this.bytes[this.at++] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 128) return { low: low >>> 0, high: high >>> 0 };
    }
    throw malformed(`varint longer than ten bytes at byte ${this.at}`);
  }
}

/** The signed 64-bit integer of two unsigned halves: a number while safe, a bigint beyond. */
function integerOf(low: number, high: number): number | bigint {
  const value = (high | 0) * 4294967296 + low;
  if (Number.isSafeInteger(value)) return value;
  return (BigInt(high | 0) << 32n) | BigInt(low);
}
