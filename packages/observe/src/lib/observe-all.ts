/** Observes a whole toolbox: every function of an object at once. */
import type { OperationKind } from '@sonde/conventions';
import type { OperationSpec } from './operation.ts';
import { runtime } from './runtime.ts';
import { wrap } from './wrap.ts';
import { copyWithMethods, shadowMethods, type WrapMethod } from './wrap-methods.ts';

/** How the functions of an object are observed. */
export interface ObserveAllOptions extends Partial<Omit<OperationSpec, 'name' | 'spanName'>> {
  /** Kind of all of them (`tool`). */
  readonly kind?: OperationKind;
  /** Put before each name, with a dot: `prefix.key` (the key alone). */
  readonly prefix?: string;
}

/**
 * Observes every function of an object, each under its key. A plain object is copied. An instance of a class stays the
 * same object, since its private fields answer no other; its methods, inherited ones included, are shadowed on it, so
 * that what they call on `this` is observed as well.
 *
 * Accessors, classes, functions under symbols, those of built-in classes, what the language calls by itself (`toJSON`,
 * `then`, …) and what is observed already stay as they are. What cannot be read or replaced does too, and is reported.
 *
 * @param toolbox - The object.
 * @param options - Kind, prefix and what all operations share.
 * @returns An object of the same type.
 * @example
 * const files = observe.all({ read, write }, { prefix: 'files' });
 */
export function observeAll<T extends object>(toolbox: T, options: ObserveAllOptions = {}): T {
  const { prefix, kind = 'tool', ...shared } = options;
  const wrapMethod: WrapMethod = (method, key) =>
    wrap(method, { ...shared, kind, name: prefix === undefined ? key : `${prefix}.${key}` });
  try {
    if (isPlain(toolbox)) return copyWithMethods(toolbox, wrapMethod);
    shadowMethods(toolbox, wrapMethod);
  } catch (error) {
    runtime.onInternalError('observe all', error);
  }
  return toolbox;
}

/** Told by its prototype, which has none itself: an object of another realm is plain too. */
function isPlain(value: object): boolean {
  if (Object.prototype.toString.call(value) === '[object Module]') return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return (
    prototype === null ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'))
  );
}
