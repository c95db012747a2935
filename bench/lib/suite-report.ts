/** A suite with what one run of it gave. */
import type { Results } from './results.ts';
import type { GoalVerdict, Suite } from './suite.ts';

export interface SuiteReport {
  readonly suite: Suite;
  readonly results: Results;
  readonly goals: readonly GoalVerdict[];
  /** What of ours was lost, and what did not run. */
  readonly broken: readonly string[];
  readonly seconds: number;
}
