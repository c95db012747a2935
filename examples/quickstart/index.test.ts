/** The quickstart as a stranger runs it, but for the model, which is simulated on the wire. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Studio, startStudio } from '@sonde/studio';
import { type SimulatedModel, startSimulatedModel } from './simulated-model.ts';

const POLL_MS = 100;
const WAIT_MS_MAX = 20_000;

let home: string;
let model: SimulatedModel;
let studio: Studio;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sonde-quickstart-'));
  model = await startSimulatedModel();
  studio = await startStudio({ home, port: 0, otlpPort: null });
});

afterAll(async () => {
  await studio.close();
  await model.stop();
  await rm(home, { recursive: true, force: true });
});

test('The quickstart answers, and its whole conversation is one trace', async () => {
  expect(await runQuickstart()).toBe('That is 69.8 degrees Fahrenheit.\n');
  const trace = await completeTrace();
  expect(trace.summary).toMatchObject({
    service: 'quickstart',
    inputTokens: 145,
    outputTokens: 26,
    errorCount: 0,
  });
  // OpenTelemetry gives starts in whole milliseconds: those of one millisecond have no order.
  const seen = trace.spans.map(({ kind, operation }) => `${kind} ${operation}`);
  expect(seen.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'agent quickstart',
    'llm simulated-small',
    'llm simulated-small',
    'tool to_fahrenheit',
  ]);
});

async function runQuickstart(): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sonde/source', '--import', '@sonde/sdk/register', 'index.ts'],
    {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...model.environment, SONDE_HOME: home, SONDE_SERVICE: 'quickstart' },
    },
  );
  return text(child.stdout);
}

async function completeTrace() {
  for (let waitedMs = 0; waitedMs < WAIT_MS_MAX; waitedMs += POLL_MS) {
    const [summary] = (await studio.reader.traces({ service: 'quickstart' })).items;
    const trace = summary && (await studio.reader.trace({ traceId: summary.traceId }));
    if (trace?.summary.complete && trace.spans.length >= 4) return trace;
    await sleep(POLL_MS);
  }
  throw new Error('The trace did not arrive.');
}
