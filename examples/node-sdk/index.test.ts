/** The example as a stranger runs it, with what its own lock file installs. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Backend, startBackend } from './backend.ts';

let home: string;
let backend: Backend;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sonde-node-sdk-'));
  backend = await startBackend();
});
afterEach(() => {
  backend.stop();
  rmSync(home, { recursive: true, force: true });
});

function run(script: string, environment: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=@sonde/source', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SONDE_HOME: home, ...environment },
  });
  return text(child.stdout);
}

test("Sonde and one's own exporter see every call, and the failure is an event of Sonde", async () => {
  const printed = await run('index.ts', { BACKEND_URL: `${backend.url}/v1/traces` });
  expect(printed).toMatch(/no such country\n\{ traces: 2, logs: 1, metrics: \d+ \}/);
  expect(backend.spanNames).toEqual(['execute_tool lookup', 'execute_tool lookup']);
  expect(readdirSync(join(home, 'spool', 'node-sdk'))).not.toEqual([]);
});

test('in memory, spans leave by the stock exporter and no file is written', async () => {
  const environment = { SONDE_DURABILITY: 'memory', SONDE_ENDPOINT: backend.url };
  expect(await run('memory.ts', environment)).toContain("{ country: 'Norway', area: 323802 }");
  expect(backend.spanNames).toEqual(['execute_tool lookup']);
  expect(readdirSync(home)).toEqual([]);
});
