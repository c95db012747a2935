/** Replacing a method of a foreign object once, and telling who did. */

const original = Symbol.for('sonde.instrumentation.original');

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What became of a method. */
export type Replacement = 'replaced' | 'ours already' | 'patched by another' | 'absent';

/**
 * Replaces a method on an object or prototype.
 *
 * @param owner - Where the method is an own or inherited property.
 * @param name - The method.
 * @param wrap - Gives the replacement; gets the original.
 * @returns Nothing is replaced twice, nor when another instrumentation (recognised by the `__wrapped` of the
 * `shimmer` convention, which OpenTelemetry's own packages use) was there first.
 */
export function replaceMethod(owner: unknown, name: string, wrap: (original: Method) => Method): Replacement {
  const current = (owner as Record<string, unknown> | undefined | null)?.[name];
  if (typeof current !== 'function') return 'absent';
  if (Object.hasOwn(current, original)) return 'ours already';
  if ((current as { __wrapped?: unknown }).__wrapped === true) return 'patched by another';
  const replacement = wrap(current as Method);
  Object.defineProperties(replacement, {
    name: { value: current.name, configurable: true },
    length: { value: current.length, configurable: true },
    [original]: { value: current },
  });
  Object.defineProperty(owner, name, { value: replacement, configurable: true, writable: true });
  return 'replaced';
}
