/** Runs the quickstart against a simulated model: no key and no network needed. */
import { spawn } from 'node:child_process';
import { startSimulatedModel } from './simulated-model.ts';

const model = await startSimulatedModel();
const child = spawn(process.execPath, [...process.execArgv, '--import', '@sonde/sdk/register', 'index.ts'], {
  cwd: import.meta.dirname,
  stdio: 'inherit',
  env: { ...process.env, ...model.environment },
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
  void model.stop();
});
