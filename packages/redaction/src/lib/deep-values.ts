/** Walks any value and gives a masked copy; survives cycles, hostile getters and proxies, depth and size. */
import { maskedSpecial, pairsOf } from './special-objects.ts';

/** What is done with the texts on the way. @internal */
export interface ValueMasks {
  readonly text: (value: string, key: string | undefined) => string;
  /** For a text somewhere inside the value of a sensitive key. */
  readonly inner: (value: string, key: string, sensitiveKey: string) => string;
  readonly isSensitive: (key: string) => boolean;
  readonly depthMax: number;
  readonly valuesMax: number;
}

/** Where the walk stands. */
interface Place {
  readonly masks: ValueMasks;
  /** Objects around the present one, outermost first. */
  readonly around: object[];
  /** Values that may still be visited. */
  left: number;
}

/**
 * Gives a copy in which all texts are masked: plain objects for class instances, new arrays, maps and sets.
 *
 * Dates, functions and other atoms are passed on as they are; so are bytes, patterns and addresses while nothing in
 * them has to be masked. What cannot be copied is named in
 * the copy: `[circular]`, `[unreadable]`, `[too deep]`, `[too large]`.
 * @internal
 */
export function maskedCopy(value: unknown, masks: ValueMasks): unknown {
  return copyOf(value, undefined, undefined, { masks, around: [], left: masks.valuesMax });
}

function copyOf(
  value: unknown,
  key: string | undefined,
  sensitiveKey: string | undefined,
  place: Place,
): unknown {
  place.left -= 1;
  if (place.left < 0) return '[too large]';
  if (typeof value === 'string') return maskedText(value, key, sensitiveKey, place);
  if (typeof value === 'number' || typeof value === 'bigint')
    return maskedNumber(value, key, sensitiveKey, place);
  if (typeof value === 'symbol') return maskedSymbol(value, place);
  if (typeof value !== 'object' || value === null) return value;
  if (place.around.includes(value)) return '[circular]';
  if (place.around.length >= place.masks.depthMax) return '[too deep]';
  place.around.push(value);
  try {
    return copyOfObject(value, key, sensitiveKey, place);
  } catch {
    return '[unreadable]';
  } finally {
    place.around.pop();
  }
}

function maskedText(
  value: string,
  key: string | undefined,
  sensitiveKey: string | undefined,
  { masks }: Place,
): string {
  return sensitiveKey === undefined
    ? masks.text(value, key)
    : masks.inner(value, key ?? sensitiveKey, sensitiveKey);
}

/** A card number or PIN may be a number; it is masked if its digits are. */
function maskedNumber(
  value: number | bigint,
  key: string | undefined,
  sensitiveKey: string | undefined,
  place: Place,
): unknown {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return value;
  const digits = String(value);
  if (digits.length < 7 && key === undefined) return value;
  const masked = maskedText(digits, key, sensitiveKey, place);
  return masked === digits ? value : masked;
}

function maskedSymbol(value: symbol, { masks }: Place): unknown {
  const text = value.description ?? '';
  const masked = masks.text(text, undefined);
  return masked === text ? value : masked;
}

function copyOfObject(
  value: object,
  key: string | undefined,
  sensitiveKey: string | undefined,
  place: Place,
): unknown {
  if (Array.isArray(value)) return copyOfArray(value, key, sensitiveKey, place);
  const special = maskedSpecial(value, (text) => maskedText(text, key, sensitiveKey, place));
  if (special !== undefined) return special.masked;
  if (value instanceof Map) return copyOfMap(value, sensitiveKey, place);
  const pairs = pairsOf(value);
  if (pairs !== undefined) return copyOfMap(pairs, sensitiveKey, place);
  if (value instanceof Set) return new Set(copyOfArray([...value], key, sensitiveKey, place));
  return copyOfEntries(value, sensitiveKey, place);
}

function copyOfArray(
  values: readonly unknown[],
  key: string | undefined,
  sensitiveKey: string | undefined,
  place: Place,
): unknown[] {
  const copy: unknown[] = [];
  const headerName = headerNameOf(values, place);
  for (let i = 0; i < values.length; i += 1) {
    if (place.left <= 0) {
      copy.push('[too large]');
      break;
    }
    const isHeaderValue = headerName !== undefined && i === 1;
    copy.push(copyOf(readAt(values, i), isHeaderValue ? headerName : key, sensitiveKey, place));
  }
  return copy;
}

/** `['authorization', 'Bearer …']`: the entry of a header list. */
function headerNameOf(values: readonly unknown[], { masks }: Place): string | undefined {
  const name = values.length === 2 ? readAt(values, 0) : undefined;
  return typeof name === 'string' && masks.isSensitive(name) ? name : undefined;
}

function copyOfMap(
  map: ReadonlyMap<unknown, unknown>,
  sensitiveKey: string | undefined,
  place: Place,
): Map<unknown, unknown> {
  const copy = new Map<unknown, unknown>();
  for (const [key, value] of map) {
    if (place.left <= 0) break;
    const name = typeof key === 'string' ? key : undefined;
    const safeKey =
      name === undefined ? copyOf(key, undefined, undefined, place) : place.masks.text(name, undefined);
    copy.set(safeKey, copyOf(value, name, sensitiveKeyOf(name, value, sensitiveKey, place), place));
  }
  return copy;
}

function copyOfEntries(value: object, sensitiveKey: string | undefined, place: Place): object {
  const copy = {};
  const pairName = pairNameOf(value);
  for (const name of namesOf(value)) {
    if (place.left <= 0) {
      define(copy, '[too large]', true);
      break;
    }
    const key = pairName !== undefined && name === 'value' ? pairName : name;
    const child = readAt(value, name);
    const safeName = place.masks.text(name, undefined);
    define(copy, safeName, copyOf(child, key, sensitiveKeyOf(key, child, sensitiveKey, place), place));
  }
  return copy;
}

function sensitiveKeyOf(
  key: string | undefined,
  child: unknown,
  outer: string | undefined,
  { masks }: Place,
): string | undefined {
  if (typeof child !== 'object' || child === null) return outer;
  return key !== undefined && masks.isSensitive(key) ? key : outer;
}

/** `{ name: 'X-Api-Key', value: … }` names its value elsewhere. */
function pairNameOf(value: object): string | undefined {
  const name = readAt(value, 'name') ?? readAt(value, 'key');
  return typeof name === 'string' ? name : undefined;
}

/** Errors keep what makes them errors, though it is not enumerable. */
function namesOf(value: object): readonly string[] {
  const names = Object.keys(value);
  if (!(value instanceof Error) && Object.prototype.toString.call(value) !== '[object Error]') return names;
  const inner = ['cause', 'errors'].filter((name) => name in value);
  return [...new Set(['name', 'message', 'stack', ...inner, ...names])];
}

function readAt(value: object, name: string | number): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return '[unreadable]';
  }
}

/** Plain assignment would run the setter of `__proto__`. */
function define(copy: object, name: string, value: unknown): void {
  Object.defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true });
}
