/** Runs a suite: every subject in turn, pass by pass, so that a busy minute of the machine hits all of them. */
import { Results } from './results.ts';
import { type RunOutcome, runChild } from './run-child.ts';
import type { Effort, ScenarioDefinition } from './scenario.ts';
import { startSink } from './sink-process.ts';
import { type SubjectId, subjectOf } from './subject.ts';
import type { Suite } from './suite.ts';

/** How much is measured. */
export type Mode = 'full' | 'quick';

/**
 * Measures scenarios of a suite.
 *
 * @param onRun - Told before each run.
 */
export async function measureSuite(
  suite: Suite,
  scenarios: readonly ScenarioDefinition[],
  mode: Mode,
  onRun: (what: string) => void,
): Promise<Results> {
  const sink = await startSink();
  const outcomes: RunOutcome[] = [];
  try {
    const turns = turnsOf(scenarios, mode);
    for (const [index, turn] of turns.entries()) {
      onRun(`${index + 1} of ${turns.length}: ${turn.scenario}, pass ${turn.pass + 1}, ${turn.subject}`);
      const spec = { ...turn, suite: suite.id, subject: subjectOf(turn.subject) };
      outcomes.push(await runChild(spec, sink));
    }
  } finally {
    sink.stop();
  }
  return new Results(outcomes);
}

interface Turn {
  readonly scenario: string;
  readonly subject: SubjectId;
  readonly pass: number;
  readonly parameters: Effort['parameters'];
  readonly nodeFlags: readonly string[];
}

/** Passes outermost: what is compared is measured within a minute or two. Each pass begins with another subject. */
function turnsOf(scenarios: readonly ScenarioDefinition[], mode: Mode): Turn[] {
  const passesMax = Math.max(...scenarios.map((scenario) => scenario[mode].passes));
  return Array.from({ length: passesMax }, (_, pass) => pass).flatMap((pass) =>
    scenarios
      .filter((scenario) => pass < scenario[mode].passes)
      .flatMap(({ id, subjects, nodeFlags = [], [mode]: { parameters, without = [], once = [] } }) =>
        rotated(subjects, pass)
          .filter((subject) => !without.includes(subject) && (pass === 0 || !once.includes(subject)))
          .map((subject) => ({ scenario: id, subject, pass, parameters, nodeFlags })),
      ),
  );
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
