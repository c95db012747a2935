/** Encodes attribute values of any kind, however hostile, into OTLP AnyValues. */
import { Buffer } from 'node:buffer';
import type { ByteWriter } from '../byte-writer.ts';
import { ListField, PairField, ValueField } from '../wire-fields.ts';

/**
 * Changes or masks a text before it is written. `key` is the nearest key: of the attribute, or of the map within it
 * that holds the text; '' where there is none (status message, log body, name of an event, key of a map within a
 * value). Keys of attributes, bytes, and numbers of up to nine digits are not filtered.
 */
export type TextFilter = (text: string, key: string) => string;

/** Bounds of encoding. What exceeds them is cut or dropped, and counted in `droppedAttributesCount`. */
export interface EncodeLimits {
  /** Longest value of one attribute or body, nested values together, in bytes (1 MiB). */
  readonly valueBytesMax: number;
  /** Attributes beyond this size of a record are dropped, in bytes (8 MiB). */
  readonly recordBytesMax: number;
  /** Deepest nesting of a value (32, what decoders accept). */
  readonly depthMax: number;
}

/** The limits in force where a caller gives none. */
export const defaultEncodeLimits: EncodeLimits = {
  valueBytesMax: 1024 * 1024,
  recordBytesMax: 8 * 1024 * 1024,
  depthMax: 32,
};

/** No token and no number of a card is shorter. */
const PLAIN_KEY_LENGTH = 12;
const FILTERED_NUMBER_MIN = 1e9;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Encodes the values of one record. @internal */
export class ValueEncoder {
  readonly #into: ByteWriter;
  readonly #filter: TextFilter | undefined;
  readonly #limits: EncodeLimits;
  readonly #recordEnd: number;
  /** Where the value being written must end. */
  #valueEnd = 0;
  #key = '';
  #depth = 0;
  #ancestors: object[] | undefined;

  constructor(into: ByteWriter, filter: TextFilter | undefined, limits: EncodeLimits) {
    this.#into = into;
    this.#filter = filter;
    this.#limits = limits;
    this.#recordEnd = into.length + limits.recordBytesMax;
  }

  /** Writes attributes as repeated KeyValue fields; returns how many had to be dropped. */
  attributes(field: number, attributes: object | undefined): number {
    let dropped = 0;
    for (const key of keysOf(attributes)) {
      const before = this.#into.length;
      try {
        const value = (attributes as Record<string, unknown>)[key];
        if (value === undefined) continue;
        if (before < this.#recordEnd && this.#attribute(field, key, value)) continue;
      } catch {
        // A getter, a proxy or the filter threw: the attribute is left out.
      }
      this.#into.truncate(before);
      dropped++;
    }
    return dropped;
  }

  /** Writes a value as an AnyValue field; false, with nothing written, when it cannot be encoded. */
  value(field: number, value: unknown): boolean {
    const before = this.#into.length;
    try {
      this.#beginValue('');
      if (this.#anyValue(field, value)) return true;
    } catch {
      // As above.
    }
    this.#into.truncate(before);
    return false;
  }

  /** Writes a text that is no attribute, filtered and capped. Empty texts are the default and not written. */
  text(field: number, text: unknown): void {
    this.#write(field, text, true);
  }

  /** Writes a name, capped but not filtered. */
  label(field: number, name: unknown): void {
    this.#write(field, name, false);
  }

  #write(field: number, text: unknown, isFiltered: boolean): void {
    if (text === undefined || text === null || text === '') return;
    const before = this.#into.length;
    try {
      this.#beginValue('');
      const whole = String(text);
      this.#into.textField(field, isFiltered ? this.#ready(whole) : this.#cut(whole));
    } catch {
      this.#into.truncate(before);
    }
  }

  #beginValue(key: string): void {
    this.#key = key;
    this.#valueEnd = this.#into.length + this.#limits.valueBytesMax;
    this.#depth = 0;
    this.#ancestors = undefined;
  }

  #attribute(field: number, key: string, value: unknown): boolean {
    this.#beginValue(key);
    return this.#pair(field, key, value);
  }

  #pair(field: number, key: string, value: unknown): boolean {
    const into = this.#into;
    const outerKey = this.#key;
    this.#key = key;
    const mark = into.begin(field, sizeHint(value) + key.length + 4);
    into.textField(PairField.key, this.#depth === 0 ? this.#cut(key) : this.#innerKey(key));
    const isWritten = this.#anyValue(PairField.value, value);
    this.#key = outerKey;
    if (isWritten) into.end(mark);
    return isWritten;
  }

  /** Names of fields are written by people, keys of a map may be addresses of them. */
  #innerKey(key: string): string {
    const cut = this.#cut(key);
    if (this.#filter === undefined || (key.length < PLAIN_KEY_LENGTH && !key.includes('@'))) return cut;
    return this.#filter(cut, '');
  }

  #anyValue(field: number, value: unknown): boolean {
    const into = this.#into;
    const mark = into.begin(field, sizeHint(value));
    if (!this.#content(value)) return false;
    into.end(mark);
    return true;
  }

  /** Writes the content of an AnyValue; null is the empty one. */
  #content(value: unknown): boolean {
    switch (typeof value) {
      case 'string':
        this.#into.textField(ValueField.text, this.#ready(value));
        return true;
      case 'number':
        this.#number(value);
        return true;
      case 'boolean':
        this.#into.varintField(ValueField.bool, value ? 1 : 0);
        return true;
      case 'bigint':
        this.#bigint(value);
        return true;
      case 'object':
        return value === null || this.#object(value);
      default:
        return false;
    }
  }

  #number(value: number): void {
    if (this.#filter !== undefined && value >= FILTERED_NUMBER_MIN && this.#digitsChanged(value)) return;
    if (Number.isSafeInteger(value)) this.#into.varintField(ValueField.int, value);
    else if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) this.#bigint(BigInt(value));
    else this.#into.doubleField(ValueField.double, value);
  }

  /** A number of ten digits and more can be one of a card or a telephone. */
  #digitsChanged(value: number): boolean {
    if (!Number.isSafeInteger(value)) return false;
    const digits = String(value);
    const filtered = this.#ready(digits);
    if (filtered === digits) return false;
    this.#into.textField(ValueField.text, filtered);
    return true;
  }

  /** Beyond int64 the decimal digits are kept as text. */
  #bigint(value: bigint): void {
    if (value < INT64_MIN || value > INT64_MAX) {
      this.#into.textField(ValueField.text, this.#cut(value.toString()));
      return;
    }
    this.#into.tag(ValueField.int, 0);
    this.#into.varint64(value);
  }

  #object(value: object): boolean {
    if (value instanceof Uint8Array) {
      const room = Math.max(0, this.#valueEnd - this.#into.length);
      this.#into.bytesField(ValueField.bytes, value.length > room ? value.subarray(0, room) : value);
      return true;
    }
    const plain = plainFormOf(value);
    if (plain !== value) return this.#content(plain);
    if (this.#depth >= this.#limits.depthMax) return this.#content('[too deep]');
    this.#ancestors ??= [];
    if (this.#ancestors.includes(value)) return this.#content('[circular]');
    this.#ancestors.push(value);
    this.#depth += 1;
    if (Array.isArray(value)) this.#array(value);
    else this.#map(value as Record<string, unknown>);
    this.#depth -= 1;
    this.#ancestors.pop();
    return true;
  }

  /** Elements that cannot be encoded become null, so that the others keep their places. */
  #array(values: readonly unknown[]): void {
    const into = this.#into;
    const mark = into.begin(ValueField.array);
    const count = values.length;
    for (let i = 0; i < count && into.length < this.#valueEnd; i++) {
      const before = into.length;
      if (this.#anyValue(ListField.values, values[i])) continue;
      into.truncate(before);
      into.end(into.begin(ListField.values));
    }
    into.end(mark);
  }

  #map(map: Record<string, unknown>): void {
    const into = this.#into;
    const mark = into.begin(ValueField.map);
    for (const key of Object.keys(map)) {
      if (into.length >= this.#valueEnd) break;
      const before = into.length;
      const value = map[key];
      if (value === undefined || !this.#pair(ListField.values, key, value)) into.truncate(before);
    }
    into.end(mark);
  }

  #ready(text: string): string {
    const cut = this.#cut(text);
    return this.#filter === undefined ? cut : this.#filter(cut, this.#key);
  }

  /** Cuts a text to the bytes left for its value, and says so. */
  #cut(text: string): string {
    const roomBytes = this.#valueEnd - this.#into.length;
    if (text.length * 3 <= roomBytes) return text;
    const fits = text.length <= roomBytes && Buffer.byteLength(text) <= roomBytes;
    return fits ? text : truncateText(text, Math.max(0, roomBytes));
  }
}

/** Counting the bytes of a text of 1 GB takes 0.3 s: of a longer text, a character counts as one byte. */
const COUNTED_CHARACTERS_MAX = 1_024 * 1_024;

function truncateText(text: string, roomBytes: number): string {
  const kept = Buffer.alloc(roomBytes);
  const keptBytes = kept.write(text, 0, roomBytes);
  const isCounted = text.length <= COUNTED_CHARACTERS_MAX;
  const cutBytes = (isCounted ? Buffer.byteLength(text) : text.length) - keptBytes;
  const about = isCounted ? '' : 'at least ';
  return `${kept.toString('utf8', 0, keptBytes)}…[truncated ${about}${cutBytes} bytes]`;
}

/** Guesses how long the AnyValue will be, so that its length can be written in place. */
function sizeHint(value: unknown): number {
  return typeof value === 'string' ? value.length + 2 : 0;
}

function keysOf(attributes: object | undefined): readonly string[] {
  if (attributes === undefined || attributes === null) return [];
  try {
    return Object.keys(attributes);
  } catch {
    return [];
  }
}

/** What stands for an object whose own keys say nothing. */
function plainFormOf(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float64Array);
  return value;
}
