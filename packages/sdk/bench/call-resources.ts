/** What measuring the resources of a call adds to operations of 10 ms, in CPU time. Run by: node --conditions=@sonde/source packages/sdk/bench/call-resources.ts */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { observe, setDetail, setResourcesRatio } from '@sonde/observe';
import { register } from '@sonde/sdk';

const ROUNDS = 15;
const CALLS = 20;
const OPERATION_MS = 10;

const modes: Readonly<Record<string, () => void>> = {
  'detail full': () => set('full', 0),
  'and resources': () => set('full', 1),
  'detail debug': () => set('debug', 0),
};

function set(level: 'full' | 'debug', ratio: number): void {
  setDetail(level);
  setResourcesRatio(ratio);
}

/** CPU of one call in µs, by mode: the median of interleaved rounds. */
async function cpuByMode(call: () => unknown): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(Object.keys(modes).map((mode) => [mode, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [mode, enter] of Object.entries(modes)) {
      enter();
      await call();
      const before = process.cpuUsage();
      for (let i = 0; i < CALLS; i += 1) await call();
      const { user, system } = process.cpuUsage(before);
      samples.get(mode)?.push((user + system) / CALLS);
    }
  }
  return new Map([...samples].map(([mode, values]) => [mode, medianOf(values)]));
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const home = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
const sonde = register({ home, service: 'bench', instrumentations: 'none' });
const waiting = observe.span(() => sleep(OPERATION_MS), { name: 'waiting' });
const short = observe.span(() => 1, { name: 'short' });

console.log('operation  mode            CPU µs a call  more than full, of 10 ms');
for (const [name, call] of Object.entries({ waiting, short })) {
  const cpu = await cpuByMode(call);
  const base = cpu.get('detail full') ?? Number.NaN;
  for (const [mode, us] of cpu) {
    const share = (100 * (us - base)) / (OPERATION_MS * 1e3);
    console.log(
      `${name.padEnd(9)}  ${mode.padEnd(14)}  ${us.toFixed(0).padStart(13)}  ${share.toFixed(2).padStart(22)} %`,
    );
  }
}
await sonde.shutdown();
rmSync(home, { recursive: true, force: true });
