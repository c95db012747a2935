/** Places in a text: as line and column, and as offset. */

/** Line from 1, column from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets of the places of a text. */
export function lineStartsOf(text: string): {
  readonly position: (position: Position) => number;
  /** Offset of the first character of a line that is no space. */
  readonly firstOfLine: (line: number) => number;
} {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const startOf = (line: number): number => starts[line - 1] ?? text.length;
  return {
    position: ({ line, column }) => startOf(line) + column,
    firstOfLine: (line) => startOf(line) + (/^[ \t]*/.exec(text.slice(startOf(line)))?.[0].length ?? 0),
  };
}
