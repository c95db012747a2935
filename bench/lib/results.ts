/** All figures of one run of the benchmarks, looked up by scenario, subject and name. */
import { median } from './quantile.ts';
import type { RunOutcome } from './run-child.ts';
import type { SinkCounts } from './sink-process.ts';
import type { SubjectId } from './subject.ts';

/** One figure over all passes. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What was measured. */
export class Results {
  readonly outcomes: readonly RunOutcome[];

  constructor(outcomes: readonly RunOutcome[]) {
    this.outcomes = outcomes;
  }

  /** A figure as measured; undefined when the subject was not run, or no run of it ended well. */
  figure(scenario: string, subject: SubjectId, name: string): Figure | undefined {
    const values = this.#measured(scenario, subject).flatMap(({ figures }) => figures[name] ?? []);
    if (values.length === 0) return undefined;
    return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
  }

  /** Whether the subject had a turn in the scenario. */
  hasRun(scenario: string, subject: SubjectId): boolean {
    return this.#of(scenario, subject).length > 0;
  }

  /** Median of what the subject adds to the bare function. */
  added(scenario: string, subject: SubjectId, name: string): number | undefined {
    const own = this.figure(scenario, subject, name);
    const floor = this.figure(scenario, 'bare', name);
    return own && floor && own.median - floor.median;
  }

  /** Share of the expected that did not arrive, over all passes; undefined when nothing was expected. */
  lostShare(scenario: string, subject: SubjectId): number | undefined {
    let expected = 0;
    let arrived = 0;
    for (const outcome of this.#of(scenario, subject)) {
      if ('failure' in outcome) continue;
      expected += outcome.measured.spansExpected ?? 0;
      arrived += Math.min(outcome.arrived.spans, outcome.measured.spansExpected ?? 0);
    }
    return expected === 0 ? undefined : 1 - arrived / expected;
  }

  /** Share of the failing calls of which something arrived. */
  arrivedShare(
    scenario: string,
    subject: SubjectId,
    what: 'failures' | 'inputs' | 'stacks',
  ): number | undefined {
    let expected = 0;
    let arrived = 0;
    for (const outcome of this.#of(scenario, subject)) {
      if ('failure' in outcome) continue;
      expected += outcome.measured.failuresExpected ?? 0;
      arrived += Math.min(outcome.arrived[what], outcome.measured.failuresExpected ?? 0);
    }
    return expected === 0 ? undefined : arrived / expected;
  }

  /** Bytes on the wire for each span that arrived. */
  wireBytesPerSpan(scenario: string, subject: SubjectId): number | undefined {
    const counts = this.#of(scenario, subject).flatMap((outcome) =>
      'failure' in outcome ? [] : [outcome.arrived],
    );
    const sum = (pick: (count: SinkCounts) => number): number =>
      counts.reduce((total, count) => total + pick(count), 0);
    const spans = sum((count) => count.spans);
    return spans === 0 ? undefined : sum((count) => count.wireBytes) / spans;
  }

  /** Runs that did not end well. */
  failures(): readonly string[] {
    return this.outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []));
  }

  #measured(scenario: string, subject: SubjectId) {
    return this.#of(scenario, subject).flatMap((outcome) => ('failure' in outcome ? [] : [outcome.measured]));
  }

  #of(scenario: string, subject: SubjectId): readonly RunOutcome[] {
    return this.outcomes.filter(({ spec }) => spec.scenario === scenario && spec.subject.id === subject);
  }
}
