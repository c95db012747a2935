/** Tells which places of a text have to be looked at: triggers, and everything within long runs. */
import { LongRuns } from './long-runs.ts';
import { Triggers } from './triggers.ts';

/** From this length on it costs less to cut a run out of the search for triggers than to search it. */
const CUT_LENGTH_MIN = 512;
/** Characters of such a run that a trigger before it may look at. */
const LOOK_AHEAD = 64;

/** Searches one text; places must be asked for in ascending order. @internal */
export class Places {
  readonly #text: string;
  readonly #hasAddresses: boolean;
  readonly #longRuns: LongRuns;
  /** Made when first needed: many texts are one run. */
  #triggers: Triggers | undefined;

  /** @param hasAddresses - whether network addresses count */
  constructor(text: string, hasAddresses: boolean) {
    this.#text = text;
    this.#hasAddresses = hasAddresses;
    this.#longRuns = new LongRuns(text);
  }

  /** @returns the first such place at or after `from`, the length of the text or more if there is none */
  after(from: number): number {
    if (from >= this.#text.length) return from;
    const { start, end } = this.#longRuns.after(from);
    if (start <= from) return from;
    this.#triggers ??= new Triggers(this.#text, this.#hasAddresses);
    const limit = end - start < CUT_LENGTH_MIN ? this.#text.length : start + LOOK_AHEAD;
    return Math.min(start, this.#triggers.after(from, limit));
  }
}
