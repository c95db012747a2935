/** When records are written: at the end of the turn in which they arose, or in groups while there are many. */
// Imported, so that a host's fake timers do not hold telemetry up.
import { setImmediate, setTimeout } from 'node:timers';

/** How a {@link WriteSchedule} groups. */
export interface WriteGrouping {
  /** Longest time that a record waits while there are many, in ms; 0 writes at the end of every turn (20). */
  readonly windowMs?: number;
  /** Spans wait for their group before they are encoded (true). */
  readonly holds?: boolean;
}

const WINDOW_MS = 20;
/** Many: more than 200 a second, told by twenty records within 100 ms. */
const MANY_COUNT = 20;
const MANY_WITHIN_MS = 100;
const MANY_PER_MS = MANY_COUNT / MANY_WITHIN_MS;

/** Tells whether something happens often. */
class Frequency {
  isHigh = false;
  #count = 0;
  #startMs = 0;

  /** The clock is read once for twenty. */
  note(): void {
    this.#count += 1;
    if (this.#count < MANY_COUNT) return;
    const now = performance.now();
    this.isHigh = now - this.#startMs < MANY_WITHIN_MS;
    this.#startMs = now;
    this.#count = 0;
  }
}

/**
 * Calls back when it is time to write. A write costs 5 µs and more wherever it finds the processor's caches cold; at
 * 1,000 records a second groups of 20 ms make fifty of a thousand. Urgent records wait for no group, unless they
 * themselves are many.
 */
export class WriteSchedule {
  readonly #write: () => boolean;
  readonly #windowMs: number;
  readonly #records = new Frequency();
  readonly #urgent = new Frequency();
  #timer: NodeJS.Timeout | undefined;
  #isTimed = false;
  #isImmediate = false;
  #waiting = 0;

  /** @param write - Writes; true when it left something for another turn. */
  constructor(write: () => boolean, { windowMs = WINDOW_MS }: WriteGrouping = {}) {
    this.#write = write;
    this.#windowMs = windowMs;
  }

  /** Notes one record that waits to be written. */
  request(isUrgent: boolean): void {
    this.#waiting += 1;
    this.#records.note();
    if (isUrgent) this.#urgent.note();
    if (this.#isImmediate) return;
    if (this.#windowMs === 0 || !(isUrgent ? this.#urgent : this.#records).isHigh) this.#atEndOfTurn();
    else if (!this.#isTimed) this.#atEndOfWindow();
  }

  #atEndOfTurn(): void {
    this.#isImmediate = true;
    setImmediate(() => {
      this.#isImmediate = false;
      if (this.#write()) this.#atEndOfTurn();
    });
  }

  /** Does not keep the process alive: its end writes what waits. */
  #atEndOfWindow(): void {
    this.#isTimed = true;
    this.#waiting = 1;
    if (this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#onWindow(), this.#windowMs).unref();
  }

  #onWindow(): void {
    this.#isTimed = false;
    if (this.#waiting <= MANY_PER_MS * this.#windowMs) {
      this.#records.isHigh = false;
      this.#urgent.isHigh = false;
    }
    if (!this.#isImmediate && this.#write()) this.#atEndOfTurn();
  }
}
