/** `observed`: the ways to observe, as decorators of methods and classes (TC39, TypeScript 5 and later, swc). */
import { type OperationKind, operationKinds } from '@sonde/conventions';
import type { OperationSpec } from './operation.ts';
import { runtime } from './runtime.ts';
import { type AnyFunction, wrap } from './wrap.ts';
import { replaceOwnMethods } from './wrap-methods.ts';

/** How a decorated method, or each method of a decorated class, is observed. */
export interface ObservedOptions extends Partial<Omit<OperationSpec, 'kind'>> {
  /** Name of the operation (the method's name); for a class, what stands before `.method` (the class's name). */
  readonly name?: string;
}

type AnyClass = abstract new (...args: never[]) => object;

/** As much of the language's context as is read: all of it would refuse methods that declare their `this`. */
export type MethodContext = Readonly<Pick<ClassMethodDecoratorContext, 'kind' | 'name'>>;

/** Decorates a method (static and private ones too), or a class: all of its public methods. */
export interface ObservedDecorator {
  <F extends AnyFunction>(method: F, context: MethodContext): F;
  (target: AnyClass, context: ClassDecoratorContext): void;
}

/** Makes a decorator. */
export type Observed = Readonly<Record<OperationKind, (options?: ObservedOptions) => ObservedDecorator>>;

/**
 * Decorators that do what the functions of `observe` do. A decorated class has all methods it declares observed, static
 * ones included, as `Class.method`; those that are private, inherited, accessors or decorated themselves stay.
 *
 * @throws TypeError at decoration, for legacy decorators (`experimentalDecorators`), for `@observed.tool` without its
 *   parentheses, and on anything but a method or a class.
 * @example
 * class Atlas {
 *   \@observed.tool({ name: 'lookup' })
 *   lookup(country: string): Promise<Facts> { return this.#book.find(country); }
 * }
 */
export const observed: Observed = Object.fromEntries(
  (Object.keys(operationKinds) as OperationKind[]).map((kind) => [kind, decoratorsOf(kind)]),
) as Observed;

function decoratorsOf(kind: OperationKind): (options?: ObservedOptions) => ObservedDecorator {
  return (options = {}) => {
    if (typeof options !== 'object' || options === null)
      throw new TypeError(`@observed.${kind} is used without parentheses: write @observed.${kind}()`);
    const decorate = (target: unknown, context: unknown): unknown => {
      const { kind: place, name } = checkedContext(kind, context);
      if (place === 'class')
        return decorateClass(target as AnyClass, kind, options, String(name ?? 'anonymous'));
      return wrap(target as AnyFunction, { ...options, kind, name: options.name ?? String(name) });
    };
    return decorate as ObservedDecorator;
  };
}

interface Place {
  readonly kind: 'class' | 'method';
  readonly name: string | symbol | undefined;
}

/** A legacy decorator is called with a property key, or with nothing, where a standard one has its context. */
function checkedContext(kind: OperationKind, context: unknown): Place {
  if (typeof context !== 'object' || context === null || !('kind' in context))
    throw new TypeError(
      `@observed.${kind}() is a standard decorator and was called as a legacy one: ` +
        'remove experimentalDecorators from tsconfig.json (swc: decoratorVersion 2022-03)',
    );
  const place = context as { readonly kind: unknown };
  if (place.kind !== 'method' && place.kind !== 'class')
    throw new TypeError(`@observed.${kind}() decorates methods and classes, not a ${String(place.kind)}`);
  return place as Place;
}

function decorateClass(
  target: AnyClass,
  kind: OperationKind,
  options: ObservedOptions,
  className: string,
): void {
  const { spanName: _, ...shared } = options;
  const prefix = options.name ?? className;
  const wrapMethod = (method: AnyFunction, name: string): AnyFunction =>
    wrap(method, { ...shared, kind, name: `${prefix}.${name}` });
  try {
    replaceOwnMethods(target.prototype as object, wrapMethod);
    replaceOwnMethods(target, wrapMethod);
  } catch (error) {
    runtime.onInternalError('observe class', error);
  }
}
