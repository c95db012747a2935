/**
 * Says how many steps an engine that tries every way can take from one place of a text.
 *
 * A repetition that may give back what it took is tried with every length it had: two of them one behind the other
 * multiply. Where the next part cannot begin with what the repetition consists of, giving back fails at once.
 */
import type { CharacterSet, Part } from './pattern-tree.ts';

/** An unbounded repetition is taken this often at most, so that the whole has a bound. @internal */
export const REPETITION_MAX = 200;

/** What the cost of a part depends on. */
export interface PatternCost {
  /** Steps until it has matched, or failed, in every way. */
  readonly steps: number;
  /** Ways in which it can match, one after the other. */
  readonly ways: number;
  /** Lengths it can give back to; they are further ways if what follows can begin with `open`. */
  readonly lengths: number;
  /** What it can begin with. */
  readonly first: CharacterSet;
  /** What it can go on with where it could have ended. */
  readonly open: CharacterSet;
  readonly isEmpty: boolean;
  /** Consumes nothing, and can fail whatever stands there. */
  readonly isAnchor: boolean;
}

const NONE: CharacterSet = new Set();
const ONE = { steps: 1, ways: 1, lengths: 1, open: NONE, isEmpty: false, isAnchor: false } as const;

/** @internal */
export function patternCost(part: Part): PatternCost {
  switch (part.type) {
    case 'nothing':
      return { ...ONE, first: NONE, isEmpty: true, isAnchor: true };
    case 'characters':
      return { ...ONE, first: part.set };
    case 'choice':
      return costOfChoice(part.parts.map(patternCost));
    case 'sequence':
      return costOfSequence(part.parts.map(patternCost));
    case 'repeat':
      return costOfRepeat(patternCost(part.part), part.min, Math.min(part.max, part.min + REPETITION_MAX));
  }
}

/** Alternatives that begin with the same character may all match. */
function costOfChoice(parts: readonly PatternCost[]): PatternCost {
  const isEmpty = parts.some((part) => part.isEmpty);
  const overlap =
    isEmpty || parts.some((part, i) => parts.slice(i + 1).some((other) => meet(part.first, other.first)));
  const ways = parts.map((part) => part.ways);
  return {
    steps: sum(parts.map(({ steps }) => steps)),
    ways: overlap ? sum(ways) : Math.max(...ways),
    lengths: Math.max(...parts.map(({ lengths }) => lengths)),
    first: union(parts.map(({ first }) => first)),
    open: union(parts.map(({ open }) => open)),
    isEmpty,
    isAnchor: false,
  };
}

function costOfSequence(parts: readonly PatternCost[]): PatternCost {
  let steps = 0;
  let ways = 1;
  let lengths = 1;
  let open = NONE;
  for (const part of parts) {
    if (part.isAnchor || meet(open, part.first)) ways *= lengths;
    else steps += ways * (lengths - 1);
    steps += ways * part.steps;
    ways *= part.ways;
    lengths = part.isEmpty && !part.isAnchor ? lengths * part.lengths : part.lengths;
    open = part.isEmpty ? union([open, part.open]) : part.open;
  }
  const isEmpty = parts.every((part) => part.isEmpty);
  return { steps, ways, lengths, first: firstOf(parts), open, isEmpty, isAnchor: false };
}

function firstOf(parts: readonly PatternCost[]): CharacterSet {
  const end = parts.findIndex(({ isEmpty }) => !isEmpty);
  return union(parts.slice(0, end < 0 ? parts.length : end + 1).map(({ first }) => first));
}

function costOfRepeat(part: PatternCost, min: number, max: number): PatternCost {
  // A body that can begin anew with what it could have gone on with can be split in a way for every split.
  const isAmbiguous = max > 1 && (part.isEmpty || part.ways > 1 || meet(part.open, part.first));
  const splits = isAmbiguous ? Math.max(2, part.ways * part.lengths) ** Math.min(max, 64) : part.ways;
  return {
    steps: part.steps * Math.max(1, max) * (isAmbiguous ? splits : 1),
    ways: splits,
    lengths: (max - min + 1) * part.lengths,
    first: part.first,
    open: max > min ? union([part.first, part.open]) : part.open,
    isEmpty: part.isEmpty || min === 0,
    isAnchor: false,
  };
}

function meet(one: CharacterSet, other: CharacterSet): boolean {
  for (const code of one) if (other.has(code)) return true;
  return false;
}

function union(sets: readonly CharacterSet[]): CharacterSet {
  const whole = new Set<number>();
  for (const set of sets) for (const code of set) whole.add(code);
  return whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
