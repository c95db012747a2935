/** How long a query may run, and whether anybody still wants its answer. */
import { SondeError } from '@sonde/conventions';
import type { ScanBudget } from '../index/index-database.ts';

/** Longest stretch of work before indexing and other queries get their turn. */
const sliceMs = 8;

/** Raised in a query whose caller has gone. @internal */
export class QueryCancelled extends Error {}

/** Deadline and cancellation of one query, checked between the chunks of its scans. */
export class QueryBudget implements ScanBudget {
  readonly #deadlineMs: number;
  readonly #endsAt: number;
  #sliceEndsAt: number;
  #cancelled = false;

  /** @param deadlineMs - Time the query has from now on. */
  constructor(deadlineMs: number) {
    const now = performance.now();
    this.#deadlineMs = deadlineMs;
    this.#endsAt = now + deadlineMs;
    this.#sliceEndsAt = now + sliceMs;
  }

  /** Time left, in ms; never negative. */
  get leftMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Ends the query at its next check. */
  cancel(): void {
    this.#cancelled = true;
  }

  /**
   * Lets others work when this query has worked for a while.
   *
   * @throws SondeError STORE_DEADLINE_EXCEEDED; QueryCancelled
   */
  async turn(): Promise<void> {
    if (performance.now() > this.#sliceEndsAt) {
      await new Promise(setImmediate);
      this.#sliceEndsAt = performance.now() + sliceMs;
    }
    this.check();
  }

  /** @throws SondeError STORE_DEADLINE_EXCEEDED; QueryCancelled */
  check(): void {
    if (this.#cancelled) throw new QueryCancelled('cancelled');
    if (performance.now() <= this.#endsAt) return;
    throw new SondeError('STORE_DEADLINE_EXCEEDED', `the query was given ${this.#deadlineMs} ms`);
  }
}
