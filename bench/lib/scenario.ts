/** What is measured: one file per scenario, run on one subject in a process of its own. */
import type { SubjectId, SubjectOptions } from './subject.ts';

/** What a scenario's `measure` is given. */
export interface ScenarioRun {
  readonly subject: SubjectId;
  /** Folder of the subject below `subjects/`. */
  readonly folder: string;
  readonly parameters: Parameters;
  readonly options: Omit<SubjectOptions, 'content'>;
}

/** Sizes of a scenario, by name; the names carry the units. */
export type Parameters = Readonly<Record<string, number>>;

/** What one run gave. */
export interface Measured {
  /** By name, with the unit last. */
  readonly figures: Readonly<Record<string, number>>;
  /** Spans that must arrive; none for what sends nothing. */
  readonly spansExpected?: number;
  /** Failing calls of which message, stack and input are looked for. */
  readonly failuresExpected?: number;
}

/** What a scenario file exports. */
export interface ScenarioModule {
  measure(run: ScenarioRun): Promise<Measured>;
}

/** A scenario as a suite lists it. */
export interface ScenarioDefinition {
  readonly id: string;
  readonly title: string;
  /** Numbers of the goals that are judged by it. */
  readonly goals: readonly number[];
  /** Further options of the Node process that it is measured in. */
  readonly nodeFlags?: readonly string[];
  readonly subjects: readonly SubjectId[];
  readonly full: Effort;
  readonly quick: Effort;
}

/** How much of a scenario is run. */
export interface Effort {
  /** Rounds in which every subject has its turn. */
  readonly passes: number;
  readonly parameters: Parameters;
  /** Subjects left out, because no goal is held against them. */
  readonly without?: readonly SubjectId[];
  /** Subjects that have a turn in the first pass only: they are shown, and no goal is held against them. */
  readonly once?: readonly SubjectId[];
}
