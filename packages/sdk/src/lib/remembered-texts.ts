/** Filters long texts that come again once: the conversation that each request repeats, the frames of a failure. */
import { framesAt } from '@sonde/conventions';
import type { TextFilter } from '@sonde/otlp';

/** Below this, filtering costs no more than looking it up. */
const LENGTH_MIN = 256;
const LENGTH_MAX = 65_536;
/** Texts and their results together, in UTF-16 units: 2 MB of memory at most. */
const UNITS_MAX = 1_024 * 1_024;

interface Remembered {
  readonly key: string;
  readonly filtered: string;
}

/**
 * Gives the same results as a filter, which has to depend on text and key alone. A stack is filtered as its message
 * and its frames: nothing that a filter looks for lies across the two.
 */
export function rememberTexts(filter: TextFilter): TextFilter {
  const texts = new TextMemory(filter);
  return (text, key) => {
    if (text.length < LENGTH_MIN) return filter(text, key);
    const at = isStackKey(key) ? framesAt(text) : -1;
    if (at < 0) return texts.filtered(text, key);
    return filter(text.slice(0, at), key) + texts.filtered(text.slice(at), key);
  };
}

function isStackKey(key: string): boolean {
  return key === 'stacktrace' || key.endsWith('.stacktrace');
}

/** The texts used last. */
class TextMemory {
  readonly #filter: TextFilter;
  /** The one used longest ago first. */
  readonly #known = new Map<string, Remembered>();
  #units = 0;

  constructor(filter: TextFilter) {
    this.#filter = filter;
  }

  filtered(text: string, key: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) {
      this.#known.delete(text);
      this.#known.set(text, known);
      if (known.key === key) return known.filtered;
    }
    const filtered = this.#filter(text, key);
    if (known === undefined && text.length <= LENGTH_MAX) this.#remember(text, { key, filtered });
    return filtered;
  }

  #remember(text: string, remembered: Remembered): void {
    this.#known.set(text, remembered);
    this.#units += unitsOf(text, remembered);
    for (const [oldest, { filtered, key }] of this.#known) {
      if (this.#units <= UNITS_MAX) return;
      this.#known.delete(oldest);
      this.#units -= unitsOf(oldest, { filtered, key });
    }
  }
}

/** A text without anything to mask is its own result. */
function unitsOf(text: string, { filtered }: Remembered): number {
  return text === filtered ? text.length : text.length + filtered.length;
}
