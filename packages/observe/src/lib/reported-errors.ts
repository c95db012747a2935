/** Remembers which errors were told, so that each is told once, however many operations and hooks it passes. */
import { causesOf, hasStack, isObject, membersOf, read } from './error-values.ts';
import type { Operation } from './operation.ts';

/** A thrown value without an identity that Node would hand on. */
interface ToldValue {
  readonly traceId: string | undefined;
  readonly text: string;
  readonly toldMs: number;
}

/** Values of this many failures are remembered. */
const VALUES_MAX = 16;
/** Without a trace to tell them apart, an equal value is another failure after this time. */
const SAME_VALUE_MS = 5_000;

/** The errors told so far. */
export class ReportedErrors {
  /** Trace in which each error was told last: an error object that several traces share is told in each. */
  readonly #errors = new WeakMap<object, string | undefined>();
  /** Values that left an operation and were told: thrown on, they come to the operation above next. */
  readonly #passedUp = new WeakMap<Operation, { readonly value: unknown }>();
  readonly #values: ToldValue[] = [];

  /**
   * True when an error, one it was caused by, or all members of an aggregate have been told.
   *
   * @param traceId - Only this trace counts (any).
   */
  has(error: unknown, traceId?: string): boolean {
    if ([error, ...causesOf(error)].some((each) => this.#wasTold(each, traceId))) return true;
    const members = membersOf(error);
    return members.length > 0 && members.every((each) => this.#wasTold(each, traceId));
  }

  /** True when an operation fails with the value that one below it failed with; that one told it. */
  passedUpTo(operation: Operation, value: unknown): boolean {
    const passed = this.#passedUp.get(operation);
    if (isObject(value) || passed === undefined || !Object.is(passed.value, value)) return false;
    this.#passUp(operation, value);
    return true;
  }

  add(error: unknown, traceId?: string, operation?: Operation): void {
    if (isObject(error)) this.#errors.set(error, traceId);
    if (operation !== undefined && !isObject(error)) this.#passUp(operation, error);
    if (hasStack(error)) return;
    if (this.#values.length >= VALUES_MAX) this.#values.shift();
    this.#values.push({ traceId, text: nodeTextOf(error), toldMs: performance.now() });
  }

  /**
   * True for the error that Node makes of a rejection with something that is no error, when that was told: the reason
   * itself is not handed on, only its text.
   */
  hasReasonOf(rejection: unknown, traceId?: string): boolean {
    if (read(rejection, 'code') !== 'ERR_UNHANDLED_REJECTION') return false;
    const message = String(read(rejection, 'message'));
    const nowMs = performance.now();
    return this.#values.some(
      (told) =>
        message.includes(`reason "${told.text}`) &&
        (traceId === undefined ? nowMs - told.toldMs < SAME_VALUE_MS : traceId === told.traceId),
    );
  }

  #wasTold(error: unknown, traceId: string | undefined): boolean {
    if (!isObject(error) || !this.#errors.has(error)) return false;
    return traceId === undefined || this.#errors.get(error) === traceId;
  }

  #passUp({ parent }: Operation, value: unknown): void {
    if (parent !== undefined) this.#passedUp.set(parent, { value });
  }
}

/** As Node names the reason of a rejection: an object by its class alone. */
function nodeTextOf(value: unknown): string {
  return isObject(value) ? '#<' : String(value);
}
