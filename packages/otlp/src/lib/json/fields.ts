/** Reads fields of parsed OTLP/JSON leniently where the specification is lenient, and strictly elsewhere. */
import { type DecodeBudget, malformed } from '../decode/limits.ts';

/** A parsed JSON object. @internal */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The fields of one JSON object. A field that is missing or null has its default (proto3 JSON mapping). @internal */
export class JsonFields {
  readonly #object: JsonObject;
  readonly #path: string;
  readonly #budget: DecodeBudget;

  constructor(value: unknown, path: string, budget: DecodeBudget) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrong(path, value, 'an object');
    this.#object = value as JsonObject;
    this.#path = path;
    this.#budget = budget;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  #value(name: string): unknown {
    const value = Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
    return value === null ? undefined : value;
  }

  /** The raw value; undefined when missing. */
  raw(name: string): unknown {
    return this.#value(name);
  }

  text(name: string): string {
    const value = this.#value(name) ?? '';
    if (typeof value !== 'string') throw wrong(this.#at(name), value, 'a string');
    this.#budget.checkBytes(value.length);
    return value;
  }

  /** Lower-case hex id of this many digits; '' when missing, of another length, or all zero, as in protobuf. */
  hexId(name: string, digits: number): string {
    const id = this.text(name).toLowerCase();
    if (/[^0-9a-f]/.test(id)) throw wrong(this.#at(name), id, 'a hex id');
    return id.length === digits && /[^0]/.test(id) ? id : '';
  }

  bool(name: string): boolean {
    const value = this.#value(name) ?? false;
    if (typeof value !== 'boolean') throw wrong(this.#at(name), value, 'true or false');
    return value;
  }

  /** A 32-bit number, given as number or as decimal text. */
  int32(name: string): number {
    return Number(BigInt.asIntN(32, this.int64(name)));
  }

  uint32(name: string): number {
    return Number(BigInt.asUintN(32, this.int64(name)));
  }

  /** A 64-bit integer, given as decimal text or as number. */
  int64(name: string): bigint {
    return integerOf(this.#value(name) ?? 0, this.#at(name));
  }

  /** A time in Unix ns. */
  time(name: string): bigint {
    return BigInt.asUintN(64, this.int64(name));
  }

  /** A count, as number. */
  count(name: string): number {
    return Number(this.time(name));
  }

  double(name: string): number | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : doubleOf(value, this.#at(name));
  }

  /** An enum, given as number or as name. */
  enumValue(name: string, names: Readonly<Record<string, number>>): number {
    const value = this.#value(name) ?? 0;
    if (typeof value === 'string' && Object.hasOwn(names, value)) return names[value] ?? 0;
    return this.int32(name);
  }

  object(name: string): JsonFields | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : new JsonFields(value, this.#at(name), this.#budget);
  }

  list(name: string): readonly unknown[] {
    const value = this.#value(name) ?? [];
    if (!Array.isArray(value)) throw wrong(this.#at(name), value, 'an array');
    return value;
  }

  /** The objects of a list. */
  objects(name: string): readonly JsonFields[] {
    const path = this.#at(name);
    return this.list(name).map((value, index) => new JsonFields(value, `${path}[${index}]`, this.#budget));
  }

  #at(name: string): string {
    return `${this.#path}.${name}`;
  }
}

/** A 64-bit integer from decimal text or a number. @internal */
export function integerOf(value: unknown, path: string): bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt.asIntN(64, BigInt(value));
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt.asIntN(64, BigInt(value));
  throw wrong(path, value, 'a whole number');
}

/** A double; JSON gives the special ones as text. @internal */
export function doubleOf(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^(-?Infinity|NaN|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(value))
    return Number(value);
  throw wrong(path, value, 'a number');
}

/** @internal */
export function wrong(path: string, value: unknown, expected: string): Error {
  const shown =
    typeof value === 'object' && value !== null ? 'an object or array' : String(value).slice(0, 40);
  return malformed(`${path} is ${JSON.stringify(shown)}, expected ${expected}`);
}
