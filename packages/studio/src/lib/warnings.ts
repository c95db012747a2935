/** What the user should know and has not been told yet. */

// Each text is kept once; a studio has a handful of them, and a failing disk must not fill the memory.
const warningsMax = 50;

/** A bounded list of distinct warnings. */
export class Warnings {
  readonly #texts: string[] = [];
  readonly #onWarning: (text: string) => void;

  /** @param onWarning - Told of each new one. */
  constructor(onWarning: (text: string) => void) {
    this.#onWarning = onWarning;
  }

  get texts(): readonly string[] {
    return [...this.#texts];
  }

  add(text: string): void {
    if (this.#texts.includes(text) || this.#texts.length >= warningsMax) return;
    this.#texts.push(text);
    this.#onWarning(text);
  }

  /** Adds an error that nobody expected. */
  addInternal(error: unknown): void {
    this.add(`Internal error: ${error instanceof Error ? error.message : String(error)}`);
  }
}
