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

  /** Names of the figures of a subject, in the order in which they were measured. */
  figureNames(scenario: string, subject: SubjectId): string[] {
    return [...new Set(this.#measured(scenario, subject).flatMap(({ figures }) => Object.keys(figures)))];
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
    const spans = this.#sum(scenario, subject, 'spans');
    return spans === 0 ? undefined : this.#sum(scenario, subject, 'wireBytes') / spans;
  }

  /** Bytes of the bodies that hold spans, after decompression, for each span that arrived. */
  bodyBytesPerSpan(scenario: string, subject: SubjectId): number | undefined {
    const [spans, bytes] = [
      this.#sum(scenario, subject, 'spans'),
      this.#sum(scenario, subject, 'traceBodyBytes'),
    ];
    return spans === 0 ? undefined : bytes / spans;
  }

  /** Share of the bodies of more than 1 KiB that came compressed; undefined when there were none. */
  compressedShare(scenario: string, subject: SubjectId): number | undefined {
    const large = this.#sum(scenario, subject, 'largeBodies');
    return large === 0 ? undefined : this.#sum(scenario, subject, 'largeCompressed') / large;
  }

  /** Runs that did not end well. */
  failures(): readonly string[] {
    return this.outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []));
  }

  #sum(scenario: string, subject: SubjectId, what: keyof SinkCounts): number {
    return this.#of(scenario, subject).reduce(
      (total, outcome) => total + ('failure' in outcome ? 0 : outcome.arrived[what]),
      0,
    );
  }

  #measured(scenario: string, subject: SubjectId) {
    return this.#of(scenario, subject).flatMap((outcome) => ('failure' in outcome ? [] : [outcome.measured]));
  }

  #of(scenario: string, subject: SubjectId): readonly RunOutcome[] {
    return this.outcomes.filter(({ spec }) => spec.scenario === scenario && spec.subject.id === subject);
  }
}
