/** Wraps one function, so that every call of it is an operation. */
import { context } from '@opentelemetry/api';
import { type Call, composeChain, interceptorsRevision, type Next } from './interceptors.ts';
import { type Operation, type OperationSpec, startOperation } from './operation.ts';
import { sharedState } from './shared-state.ts';
import { withEndingCallback } from './track-callback.ts';
import { trackResult } from './track-result.ts';

/** Any function: `never` parameters accept every signature. */
export type AnyFunction = (...args: never[]) => unknown;

const wrapped = sharedState('wrapped.v1', () => new WeakSet<object>());

/** A function of the same type and behaviour, each call of which is an operation. */
export function wrap<F extends AnyFunction>(fn: F, spec: OperationSpec): F {
  let chain: Next | undefined;
  let revision = -1;
  function observed(this: unknown, ...args: unknown[]): unknown {
    const operation = startOperation(spec);
    const current = interceptorsRevision();
    if (revision !== current) {
      revision = current;
      chain = composeChain(spec.kind, fn);
    }
    if (operation !== undefined) return observe(operation, fn, chain, this, args);
    return chain === undefined ? Reflect.apply(fn, this, args) : chain(callOf(spec, this, args, undefined));
  }
  Object.defineProperties(observed, Object.getOwnPropertyDescriptors(fn));
  wrapped.add(observed);
  return observed as unknown as F;
}

/** True for what {@link wrap} of any installed copy returned: wrapping it again would observe each call twice. */
export function isWrapped(fn: object): boolean {
  return wrapped.has(fn);
}

function observe(
  operation: Operation,
  fn: AnyFunction,
  chain: Next | undefined,
  self: unknown,
  args: unknown[],
): unknown {
  const passed = operation.spec.callback === true ? withEndingCallback(operation, args) : undefined;
  operation.setInput(inputOf(passed === undefined ? args : args.slice(0, -1)));
  try {
    const result = call(operation, fn, chain, self, passed ?? args);
    // Where a callback ends the operation, what the function returns says nothing of its end.
    return passed === undefined ? trackResult(operation, result) : result;
  } catch (error) {
    operation.fail(error);
    throw error;
  }
}

function call(
  operation: Operation,
  fn: AnyFunction,
  chain: Next | undefined,
  self: unknown,
  args: unknown[],
): unknown {
  return chain === undefined ? inside(operation, fn, self, args) : intercepted(operation, chain, self, args);
}

function inside(operation: Operation, fn: AnyFunction, self: unknown, args: unknown[]): unknown {
  return context.with(operation.context, fn as (...args: unknown[]) => unknown, self, ...args);
}

function intercepted(operation: Operation, chain: Next, self: unknown, args: unknown[]): unknown {
  return context.with(operation.context, () => chain(callOf(operation.spec, self, args, operation)));
}

function callOf(
  { kind, name }: OperationSpec,
  self: unknown,
  args: readonly unknown[],
  operation: Operation | undefined,
): Call {
  return { kind, name, self, args, ...(operation === undefined ? {} : { operation }) };
}

/** One argument is the input itself, several are a list. */
function inputOf(args: readonly unknown[]): unknown {
  return args.length > 1 ? args : args[0];
}
