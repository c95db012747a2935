/** Reading values of other libraries without assuming their shape. */

/** A property of anything; undefined when there is none. */
export function property(target: unknown, name: string): unknown {
  return (typeof target === 'object' || typeof target === 'function') && target !== null
    ? (target as Record<string, unknown>)[name]
    : undefined;
}

/** The property when it is a non-empty string. */
export function text(target: unknown, name: string): string | undefined {
  const value = property(target, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The property when it is a finite number. */
export function number(target: unknown, name: string): number | undefined {
  const value = property(target, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The property as a list; empty when it is not one. */
export function list(target: unknown, name: string): readonly unknown[] {
  const value = property(target, name);
  return Array.isArray(value) ? value : [];
}

/** The same attributes without the undefined ones. */
export function defined<T>(attributes: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}

/** JSON text as the value it stands for; other text, and anything else, as it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
