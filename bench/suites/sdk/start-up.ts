/** Import and initialisation in processes that have done nothing before, from what is built. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter } from '../../lib/start-subject.ts';

/** What one cold process tells; processor time but for `wallMs`, in ms. */
interface ColdStart {
  readonly startMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
  /** Up to the first span delivered, the start included: what is put off comes in here. */
  readonly firstSpanMs: number;
}

const coldStart = fileURLToPath(new URL('../../lib/cold-start.mjs', import.meta.url));
const formats = ['mjs', 'cjs'] as const;

export async function measure(run: ScenarioRun): Promise<Measured> {
  const folder = fileURLToPath(new URL(`../../subjects/${run.folder}/`, import.meta.url));
  const processes = parameter(run, 'processes');
  const figures: Record<string, number> = {};
  for (const format of formats) {
    const file = join(folder, `start-up.${format}`);
    if (!existsSync(file)) continue;
    const starts = Array.from({ length: processes }, () => startCold(file, run.options));
    for (const name of ['startMs', 'wallMs', 'rssMb', 'firstSpanMs'] as const)
      figures[`${format === 'mjs' ? 'esm' : 'cjs'} ${name}`] = median(starts.map((start) => start[name]));
  }
  return { figures };
}

function startCold(file: string, { endpoint, home }: ScenarioRun['options']): ColdStart {
  const environment = {
    ...process.env,
    BENCH_ENDPOINT: endpoint,
    BENCH_HOME: mkdtempSync(join(home, 'cold-')),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', coldStart, file], {
    encoding: 'utf8',
    env: environment,
  });
  if (status !== 0) throw new Error(`${file} ended with ${status}:\n${stderr}`);
  const text = stdout.slice(stdout.lastIndexOf('{'));
  return JSON.parse(text) as ColdStart;
}
