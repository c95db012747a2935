/** A suite: what is measured of one part of the product, and the goals it is held to. */
import type { Results } from './results.ts';
import type { ScenarioDefinition } from './scenario.ts';

/** One part's benchmarks. */
export interface Suite {
  readonly id: string;
  readonly title: string;
  readonly scenarios: readonly ScenarioDefinition[];
  /** Judges what was measured. */
  goals(results: Results): readonly GoalVerdict[];
  /** How each goal is measured: a sentence by the goal's number. */
  readonly methods: Readonly<Record<number, string>>;
  /** Scenarios in which the libraries are ranked by what they add to the bare function, and the figure. */
  readonly ranking: readonly Ranking[];
  /** What of ours failed to arrive or broke; empty when all is well. */
  broken(results: Results): readonly string[];
}

/** How one goal came out. */
export interface GoalVerdict {
  /** Number and part of the goal, such as `1 on path, c=1`. */
  readonly goal: string;
  /** Which subject is held to it. */
  readonly subject: string;
  readonly measured: string;
  /** What it is held against, measured in the same run. */
  readonly anchor: string;
  readonly ratio: number | undefined;
  /** Such as `<= 1.3x`. */
  readonly bound: string;
  readonly met: boolean;
}

/** A column of the table that ranks the libraries. */
export interface Ranking {
  readonly scenario: string;
  readonly figure: string;
  readonly title: string;
}
