/** State that every installed copy of the package shares: two copies in one process must not observe twice. */

/**
 * The one instance of a state in this process.
 *
 * @param name - What it is; it ends in a version that changes with the shape.
 * @param create - Makes it, for the first copy that asks.
 */
export function sharedState<T>(name: string, create: () => T): T {
  const holder = globalThis as { [key: symbol]: T | undefined };
  const key = Symbol.for(`@sonde/observe/${name}`);
  holder[key] ??= create();
  return holder[key];
}
