/** Which functions of an object are its methods, and putting observed ones in their place. */
import { EventEmitter } from 'node:events';
import { runtime } from './runtime.ts';
import { type AnyFunction, isWrapped } from './wrap.ts';

/** Gives the observed function for a method and its name. */
export type WrapMethod = (method: AnyFunction, name: string) => AnyFunction;

/** A proxy can name itself as its prototype: no honest chain is this long. */
const PROTOTYPES_MAX = 32;

/** Called by the language itself, at moments that are no call of a tool. */
const protocolNames = new Set(['constructor', 'then', 'toJSON', 'toString', 'toLocaleString', 'valueOf']);

/** A copy of a plain object, with its functions observed; the object itself stays as it is. */
export function copyWithMethods<T extends object>(source: T, wrapMethod: WrapMethod): T {
  const copy = Object.create(Object.getPrototypeOf(source) as object | null) as T;
  for (const key of Reflect.ownKeys(source)) {
    const descriptor = Object.getOwnPropertyDescriptor(source, key);
    if (descriptor === undefined) continue;
    Object.defineProperty(copy, key, observedDescriptor(key, descriptor, wrapMethod) ?? descriptor);
  }
  return Object.isExtensible(source) ? copy : Object.preventExtensions(copy);
}

/** Observes the functions that lie on one object itself: an instance's own, a prototype's, a class's static ones. */
export function replaceOwnMethods(target: object, wrapMethod: WrapMethod): void {
  for (const key of Reflect.ownKeys(target)) replace(target, target, key, wrapMethod);
}

/** Observes an instance's own functions, and shadows those of its classes on it, up to the first built-in class. */
export function shadowMethods(instance: object, wrapMethod: WrapMethod): void {
  const seen = new Set<string | symbol>();
  let holder: object | null = instance;
  for (let i = 0; i < PROTOTYPES_MAX && holder !== null && !isBuiltIn(holder); i += 1) {
    for (const key of Reflect.ownKeys(holder)) {
      if (!seen.has(key)) replace(instance, holder, key, wrapMethod);
      seen.add(key);
    }
    holder = Object.getPrototypeOf(holder) as object | null;
  }
}

/** `push` of an array, `on` of an emitter or `call` of a function is no tool. */
function isBuiltIn(prototype: object): boolean {
  if (prototype === EventEmitter.prototype) return true;
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' && Function.prototype.toString.call(maker).endsWith('{ [native code] }');
}

function replace(target: object, holder: object, key: string | symbol, wrapMethod: WrapMethod): void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  const observed = descriptor && observedDescriptor(key, descriptor, wrapMethod);
  if (observed !== undefined && !Reflect.defineProperty(target, key, observed))
    runtime.onInternalError('observe methods', new TypeError(`${String(key)} cannot be replaced`));
}

/** The property with its function observed; undefined where it is to stay as it is. */
function observedDescriptor(
  key: string | symbol,
  descriptor: PropertyDescriptor,
  wrapMethod: WrapMethod,
): PropertyDescriptor | undefined {
  const value: unknown = descriptor.value;
  if (typeof key === 'symbol' || protocolNames.has(key) || !isMethod(value)) return undefined;
  try {
    return { ...descriptor, value: wrapMethod(value, key) };
  } catch (error) {
    runtime.onInternalError('observe methods', error);
    return undefined;
  }
}

/** A class is a function too, told by its fixed prototype: called as a function it would throw. */
function isMethod(value: unknown): value is AnyFunction {
  if (typeof value !== 'function' || isWrapped(value)) return false;
  try {
    return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable !== false;
  } catch {
    return false;
  }
}
