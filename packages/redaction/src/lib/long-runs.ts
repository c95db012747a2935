/**
 * Finds the stretches of a text without blanks, quotes and the like that are long enough for a token.
 *
 * Words of prose and names of JSON are shorter. Looking first at the place where such a stretch would be complete
 * and from there backwards, the search reads about every third character of a clean text.
 */

/** `NO` with 13 digits: the shortest of what is searched in these stretches alone. */
const LENGTH_MIN = 15;
/** From here on the engine's own search finds the end faster. */
const NEAR_LENGTH = 64;
const OUTSIDE = /[^A-Za-z0-9_./+=:~$-]/g;
const inRuns = new Uint8Array(128);
for (const character of '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-./+=:~$')
  inRuns[character.charCodeAt(0)] = 1;

/** Searches one text; places must be asked for in ascending order. @internal */
export class LongRuns {
  readonly #text: string;
  /** The present stretch, or the next one. */
  start = 0;
  end = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns itself, at the first such stretch that ends after `from`, or at the end of the text */
  after(from: number): this {
    if (this.end <= from && this.start < this.#text.length) this.#search(from);
    return this;
  }

  #search(from: number): void {
    const text = this.#text;
    let start = from;
    while (start + LENGTH_MIN <= text.length) {
      let at = start + LENGTH_MIN - 1;
      while (at >= start && isInRun(text.charCodeAt(at))) at -= 1;
      if (at < start) return this.#found(start);
      start = at + 1;
    }
    this.start = text.length;
    this.end = text.length;
  }

  #found(start: number): void {
    const near = start + NEAR_LENGTH;
    let end = start + LENGTH_MIN;
    while (end < near && isInRun(this.#text.charCodeAt(end))) end += 1;
    this.start = start;
    this.end = end < near ? end : this.#farEnd(near);
  }

  /** Images in base64 have thousands of characters. */
  #farEnd(from: number): number {
    OUTSIDE.lastIndex = from;
    return OUTSIDE.test(this.#text) ? OUTSIDE.lastIndex - 1 : this.#text.length;
  }
}

/** False for NaN, which stands for the end of the text. */
function isInRun(code: number): boolean {
  return code < 128 && inRuns[code] === 1;
}
