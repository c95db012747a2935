/** The errors behind an error: its causes, the members of aggregates, and theirs. */
import type { Captured } from './capture.ts';
import { causesOf, describeError, membersOf } from './error-values.ts';

/** Errors told of one failure: `fetch` alone has a cause that aggregates one for each address. */
const ERRORS_MAX = 32;
const DEPTH_MAX = 3;

/** What stands behind an error. */
export interface ErrorTree {
  /** Nearest first. */
  readonly causes: readonly Captured[];
  readonly members: readonly Captured[];
}

/** Describes the errors behind an error; bounded in number and depth. */
export function errorTreeOf(error: unknown): ErrorTree {
  const budget = { left: ERRORS_MAX };
  return {
    causes: causesOf(error).flatMap((cause) => entry(cause, budget, { depth: 1, isCause: true })),
    members: membersOf(error).flatMap((member) => entry(member, budget, { depth: 1, isCause: false })),
  };
}

interface Place {
  readonly depth: number;
  /** Its own causes are the next of the chain that it is in. */
  readonly isCause: boolean;
}

function entry(error: unknown, budget: { left: number }, { depth, isCause }: Place): Captured[] {
  if (budget.left <= 0) return [];
  budget.left -= 1;
  const { type, message, stacktrace, properties } = describeError(error);
  const below = depth >= DEPTH_MAX;
  const causes =
    isCause || below
      ? []
      : causesOf(error).flatMap((each) => entry(each, budget, { depth: depth + 1, isCause: true }));
  const members = below
    ? []
    : membersOf(error).flatMap((each) => entry(each, budget, { depth: depth + 1, isCause: false }));
  return [
    {
      type,
      message,
      stacktrace,
      ...(properties === undefined ? {} : { properties }),
      ...(causes.length === 0 ? {} : { causes }),
      ...(members.length === 0 ? {} : { members }),
    },
  ];
}
