/** The labels of a line, kept few: each new combination is another stream, and Loki dies of many. */

const NAMES_MAX = 12;
const VALUE_UNITS_MAX = 100;
/** Streams of one process. A label that holds an id would make one for each. */
const STREAMS_MAX = 200;

/** Labels that all lines share, and what a line may add. */
export class StreamLabels {
  readonly #fixed: Readonly<Record<string, string>>;
  readonly #streams = new Set<string>();

  /** @param fixed - Labels of every line. */
  constructor(fixed: object) {
    this.#fixed = texts(fixed);
  }

  /**
   * Labels of a line.
   *
   * @param own - Labels that the line asks for.
   * @returns `overflow`: what would make too many streams; it belongs into structured metadata.
   */
  of(
    severity: string,
    own: unknown,
  ): {
    readonly labels: Readonly<Record<string, string>>;
    readonly overflow: Readonly<Record<string, string>>;
  } {
    const base = { ...this.#fixed, severity };
    const asked = typeof own === 'object' && own !== null ? texts(own) : {};
    const labels = { ...base, ...asked, severity };
    const key = JSON.stringify(labels);
    if (this.#streams.has(key)) return { labels, overflow: {} };
    if (Object.keys(labels).length > NAMES_MAX || this.#streams.size >= STREAMS_MAX)
      return { labels: base, overflow: asked };
    this.#streams.add(key);
    return { labels, overflow: {} };
  }
}

/** Names as Loki takes them, values as text. */
function texts(values: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '')
      .map(([name, value]) => [
        name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_'),
        String(value).slice(0, VALUE_UNITS_MAX),
      ]),
  );
}
