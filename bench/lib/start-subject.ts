/** Loads and starts the subject of a run. */
import type { ScenarioRun } from './scenario.ts';
import type { Subject, SubjectModule } from './subject.ts';

/** Starts it; `content` as in SubjectOptions. */
export async function startSubject(run: ScenarioRun, content = false): Promise<Subject> {
  const { start } = (await import(`../subjects/${run.folder}/subject.ts`)) as SubjectModule;
  return start({ ...run.options, content });
}

/** A parameter that must be there. */
export function parameter(run: ScenarioRun, name: string): number {
  const value = run.parameters[name];
  if (value === undefined) throw new Error(`the scenario has no parameter ${name}`);
  return value;
}
