/**
 * Snapshots of inputs and outputs: bounded plain copies taken at the call, because a later look would show what the
 * application changed since. Survives cycles, throwing getters, proxies and values of any size.
 */

/** A captured value: plain, acyclic and bounded. */
export type Captured = string | number | boolean | null | Captured[] | { [key: string]: Captured };

/** Bytes (UTF-16 units, an upper bound on ASCII text) kept of one value. */
export const CAPTURE_BYTES_MAX = 32_768;
const DEPTH_MAX = 12;
/** Share of the budget that a key or an element costs, so that a million empty elements end as well. */
const ENTRY_COST = 2;

/**
 * Copies a value within a budget. What does not fit is cut and marked; what cannot be read is named.
 *
 * @param value - Anything.
 * @param bytesMax - Budget in UTF-16 units (32,768).
 * @returns The copy; never throws.
 */
export function capture(value: unknown, bytesMax: number = CAPTURE_BYTES_MAX): Captured {
  return captureSized(value, bytesMax).value;
}

/** A copy, with the units of the budget that it takes: what it costs to hold. */
export interface SizedCapture {
  readonly value: Captured;
  readonly size: number;
}

/** The same, with its size. */
export function captureSized(value: unknown, bytesMax: number): SizedCapture {
  const snapshot = new Snapshot(bytesMax);
  return { value: snapshot.copy(value, 0), size: bytesMax - snapshot.left };
}

class Snapshot {
  /** Units of the budget not yet used. */
  left: number;
  readonly #open: object[] = [];

  constructor(bytesMax: number) {
    this.left = bytesMax;
  }

  copy(value: unknown, depth: number): Captured {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        this.left -= 8;
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'bigint':
        return this.#text(`${value}n`);
      case 'undefined':
        return null;
      case 'object':
        return value === null ? null : this.#object(value, depth);
      default:
        return this.#text(describeOpaque(value));
    }
  }

  #text(text: string): string {
    if (text.length <= this.left) {
      this.left -= text.length;
      return text;
    }
    // A copy: a slice would keep the whole text in memory for as long as it lives itself.
    const kept = Buffer.from(text.slice(0, Math.max(0, this.left))).toString();
    this.left = 0;
    return `${kept}…[truncated ${text.length - kept.length} characters]`;
  }

  #object(value: object, depth: number): Captured {
    if (depth >= DEPTH_MAX) return '[nested too deep]';
    if (this.#open.includes(value)) return '[circular]';
    this.#open.push(value);
    try {
      return this.#contents(value, depth + 1);
    } catch {
      return '[unreadable]';
    } finally {
      this.#open.pop();
    }
  }

  #contents(value: object, depth: number): Captured {
    if (Array.isArray(value)) return this.#array(value, depth);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#record(value, depth);
    return this.#special(value, depth);
  }

  #array(values: readonly unknown[], depth: number): Captured[] {
    const copies: Captured[] = [];
    for (let i = 0; i < values.length; i += 1) {
      if (this.#spend(ENTRY_COST)) return [...copies, `…[${values.length - i} more]`];
      copies.push(this.copy(readAt(values, i), depth));
    }
    return copies;
  }

  #record(value: object, depth: number): { [key: string]: Captured } {
    const copy: { [key: string]: Captured } = {};
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue;
      if (this.#spend(key.length + ENTRY_COST)) {
        copy['…'] = '[more keys]';
        break;
      }
      const item = readAt(value, key);
      if (item !== undefined) put(copy, key, this.copy(item, depth));
    }
    return copy;
  }

  #special(value: object, depth: number): Captured {
    if (value instanceof Error) return this.#error(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${typeName(value)} ${value.byteLength} bytes]`;
    if (value instanceof Map) return this.#array([...take(value.entries(), this.left)], depth);
    if (value instanceof Set) return this.#array([...take(value.values(), this.left)], depth);
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet)
      return `[${typeName(value)}]`;
    const json = (value as { toJSON?: unknown }).toJSON;
    if (typeof json === 'function') return this.copy(json.call(value), depth);
    return this.#record(value, depth);
  }

  #error(error: Error, depth: number): Captured {
    return {
      type: this.#text(error.name),
      message: this.#text(error.message),
      ...this.#record(error, depth),
    };
  }

  /** Takes from the budget; true when it is used up. */
  #spend(units: number): boolean {
    this.left -= units;
    return this.left <= 0;
  }
}

/** An object without prototype would take three times the memory of a plain one, to guard against one name. */
function put(into: { [key: string]: Captured }, key: string, value: Captured): void {
  if (key !== '__proto__') into[key] = value;
  else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

function readAt(target: object, key: string | number): unknown {
  try {
    return (target as Record<string | number, unknown>)[key];
  } catch {
    return '[getter threw]';
  }
}

function* take<T>(values: Iterable<T>, countMax: number): Iterable<T> {
  let count = 0;
  for (const value of values) {
    if (count >= countMax) return;
    count += 1;
    yield value;
  }
}

function describeOpaque(value: unknown): string {
  if (typeof value !== 'function') return String(value);
  // A class can call itself anything, and a revoked proxy throws.
  const name = readAt(value, 'name');
  return `[function ${typeof name === 'string' && name !== '' ? name : 'anonymous'}]`;
}

function typeName(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' ? name : 'object';
}
