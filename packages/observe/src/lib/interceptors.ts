/**
 * Interceptors: functions around every call of a wrapped function.
 *
 * The onion, outermost first: exception context and span, then interceptors by ascending priority, then the
 * function itself. What an interceptor returns is what the caller gets; what it throws by its own mistake is
 * reported and undone, so that only a {@link Rejection} can refuse a call. Interceptors run whether or not the call is
 * observed: a guard must not be switched off together with observation.
 */
import type { OperationKind } from '@sonde/conventions';
import type { Operation } from './operation.ts';
import { runtime } from './runtime.ts';
import { sharedState } from './shared-state.ts';

/** Where in the onion: lower is further out. */
export const Priority = { FIRST: 0, HIGH: 10, NORMAL: 50, LOW: 90, LAST: 100 } as const;

/** One call on its way to the function. */
export interface Call {
  readonly kind: OperationKind;
  readonly name: string;
  /** `this` of the call. */
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Absent when nothing observes the call: detail `off`, or no SDK in the process. */
  readonly operation?: Operation;
}

/** Goes on to the next interceptor, or to the function; a changed call may be handed on. */
export type Next = (call: Call) => unknown;

/** Sees a call, decides whether and with what to go on, and sees the result. */
export type Interceptor = (call: Call, next: Next) => unknown;

/** How an interceptor takes part. */
export interface InterceptorOptions {
  /** 0 … 100 (NORMAL, 50). */
  readonly priority?: number;
  /** Kinds of operation it sees (all). */
  readonly kinds?: readonly OperationKind[];
}

/** An interceptor in place. */
interface RegisteredInterceptor {
  readonly interceptor: Interceptor;
  readonly priority: number;
  readonly kinds: readonly OperationKind[] | undefined;
}

const registry = sharedState('interceptors.v1', () => ({
  interceptors: [] as readonly RegisteredInterceptor[],
  revision: 0,
}));
const rejectionBrand = Symbol.for('sonde.rejection');

/** Thrown by an interceptor that means to refuse the call; it reaches the caller. */
export class Rejection extends Error {
  override readonly name: string = 'Rejection';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, rejectionBrand, { value: true });
  }
}

/** True for a {@link Rejection} of any installed copy of the package. */
export function isRejection(value: unknown): value is Rejection {
  return value instanceof Error && (value as { [rejectionBrand]?: unknown })[rejectionBrand] === true;
}

/**
 * Puts an interceptor around every call of a wrapped function, those wrapped already included. It runs without an SDK
 * and at detail `off` too.
 *
 * @returns Takes it out again.
 * @example
 * const remove = use((call, next) => (blocked(call.name) ? refuse() : next(call)), { kinds: ['tool'] });
 */
export function use(interceptor: Interceptor, options: InterceptorOptions = {}): () => void {
  const entry = { interceptor, priority: options.priority ?? Priority.NORMAL, kinds: options.kinds };
  change([...registry.interceptors, entry].sort((a, b) => a.priority - b.priority));
  return () => change(registry.interceptors.filter((other) => other !== entry));
}

/** Grows with every change, so that a composed chain knows when it is stale. */
export function interceptorsRevision(): number {
  return registry.revision;
}

/** The interceptors of one kind around a function, innermost last; undefined when there are none. */
export function composeChain(kind: OperationKind, fn: (...args: never[]) => unknown): Next | undefined {
  const present = registry.interceptors.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
  if (present.length === 0) return undefined;
  const call: Next = ({ self, args }) => Reflect.apply(fn, self, args);
  return present.reduceRight((next, { interceptor }) => guarded(interceptor, next), call);
}

function change(interceptors: readonly RegisteredInterceptor[]): void {
  registry.interceptors = interceptors;
  registry.revision += 1;
}

/** What the rest of the chain did, seen from one interceptor. */
type Outcome = { readonly returned: unknown } | { readonly threw: unknown } | undefined;

function guarded(interceptor: Interceptor, next: Next): Next {
  return (call) => {
    let outcome: Outcome;
    const watched: Next = (handedOn) => {
      try {
        const returned = next(handedOn);
        outcome = { returned };
        return returned;
      } catch (threw) {
        outcome = { threw };
        throw threw;
      }
    };
    const recover = (error: unknown): unknown => {
      if (isRejection(error) || (outcome !== undefined && 'threw' in outcome && outcome.threw === error))
        throw error;
      return withoutInterceptor(error, outcome, () => next(call));
    };
    try {
      const result = interceptor(call, watched);
      return result instanceof Promise && !isReturned(outcome, result) ? result.catch(recover) : result;
    } catch (error) {
      return recover(error);
    }
  };
}

function isReturned(outcome: Outcome, result: unknown): boolean {
  return outcome !== undefined && 'returned' in outcome && outcome.returned === result;
}

/** The result as if the interceptor were not there: its own mistake is reported, and costs the caller nothing. */
function withoutInterceptor(error: unknown, outcome: Outcome, proceed: () => unknown): unknown {
  if (outcome === undefined) {
    runtime.onInternalError('interceptor', error);
    return proceed();
  }
  if ('threw' in outcome) {
    runtime.onInternalError('interceptor', error);
    throw outcome.threw;
  }
  if (!(outcome.returned instanceof Promise)) {
    runtime.onInternalError('interceptor', error);
    return outcome.returned;
  }
  return outcome.returned.then((value: unknown) => {
    runtime.onInternalError('interceptor', error);
    return value;
  });
}
