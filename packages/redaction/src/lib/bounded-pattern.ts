/** Makes of a regular expression one whose cost grows with the length of the text only. */
import { patternCost, REPETITION_MAX } from './pattern-cost.ts';
import { type CharacterSet, readPattern } from './pattern-tree.ts';

/** A pattern, ready to be searched for. @internal */
export interface BoundedPattern {
  readonly pattern: RegExp;
  /** What a match may go on with beyond the bound of its last repetition. */
  readonly open: CharacterSet;
}

/**
 * Steps from one place of a text. `\S+@example\.org` takes 2,600, `\S+@\S+\.org` 40,000: with 2 ns a step, 100 KB of
 * hostile text take a second at the limit, and a usual text is far from it.
 */
const STEPS_MAX = 5_000;
/** A set as a whole, an escape, or an unbounded quantifier. */
const PIECE = /\\.|\[(?:\\.|[^\]\\])*\]|(\*)|(\+)|\{(\d+),\}/gs;

/**
 * Bounds every repetition.
 * @internal
 * @throws TypeError for a pattern that can take many steps at each place of a text, refers back or looks around
 */
export function boundedPattern(pattern: RegExp): BoundedPattern {
  const cost = patternCost(readPattern(pattern.source));
  if (!(cost.steps <= STEPS_MAX)) {
    throw new TypeError(
      `can take more than ${STEPS_MAX} steps at each place of a text: let no repetition stand within another or beside one of the same characters, or bound it, as in {1,20}`,
    );
  }
  const source = pattern.source.replace(PIECE, (piece, star?: string, plus?: string, min?: string) => {
    if (star !== undefined) return `{0,${REPETITION_MAX}}`;
    if (plus !== undefined) return `{1,${REPETITION_MAX + 1}}`;
    return min === undefined ? piece : `{${min},${Number(min) + REPETITION_MAX}}`;
  });
  return { pattern: new RegExp(source, `${pattern.flags.replace(/[gy]/g, '')}g`), open: cost.open };
}
