/**
 * Works with Sonde while the n-th call of the file system fails, for each seed of its arguments; prints those for
 * which the books do not balance, as JSON.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { type LedgerSnapshot, observe, register } from '@sonde/sdk';
import { type Account, balance, readSpoolStates } from '../conservation.ts';
import { HostileEndpoint } from '../hostile-endpoint.ts';
import { randomOf } from '../random.ts';
import { type FailurePlan, failCalls, installFailingFs } from './failing-fs.ts';

const CALLS_OF_FS = 60;
const codes = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES'] as const;
const call = observe.tool(
  (_input: { readonly n: number; readonly text: string }) => trace.getActiveSpan()?.spanContext().spanId,
  {
    name: 'work',
  },
);

process.removeAllListeners('warning');
process.on('warning', () => {});
installFailingFs();
const broken: unknown[] = [];
for (const seed of process.argv.slice(2).map(Number)) {
  const found = await runSeed(seed);
  if (found !== undefined) broken.push(found);
}
console.log(JSON.stringify(broken));

async function runSeed(seed: number): Promise<unknown> {
  const random = randomOf(seed);
  const home = mkdtempSync(join(tmpdir(), 'sonde-failing-'));
  const endpoint = new HostileEndpoint();
  await endpoint.start();
  const plan: FailurePlan = {
    folder: home,
    from: 1 + Math.floor(random() * CALLS_OF_FS),
    count: [1, 2, 10, 1_000_000][Math.floor(random() * 4)] ?? 1,
    code: codes[Math.floor(random() * codes.length)] ?? 'EIO',
    partOfWrite: random() < 0.5 ? 0 : random(),
  };
  failCalls(plan);
  try {
    const work = await emit(home, endpoint.url, random);
    failCalls(undefined);
    const account = await accountOf(home, endpoint, work);
    const { missing, invented, seenTwice } = account;
    const { thrown } = work;
    if (missing === 0 && invented === 0 && seenTwice === 0 && thrown === undefined) return undefined;
    return { seed, plan: { ...plan, folder: '' }, account, thrown };
  } finally {
    failCalls(undefined);
    await endpoint.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Work {
  readonly emitted: readonly string[];
  readonly ledger: LedgerSnapshot | undefined;
  /** What the application would have seen: nothing may come. */
  readonly thrown?: string;
}

async function emit(home: string, endpoint: string, random: () => number): Promise<Work> {
  const emitted: string[] = [];
  let ledger: LedgerSnapshot | undefined;
  try {
    const sonde = register({
      home,
      service: 'app',
      endpoint,
      drainMs: 200,
      detail: 'full',
      instrumentations: 'none',
    });
    for (let n = 0; n < 120; n += 1) {
      const spanId = call({ n, text: 'x'.repeat(Math.floor(random() * 5_000)) });
      if (spanId !== undefined) emitted.push(spanId);
      if (random() < 0.2) await nextTurn();
    }
    await sonde.shutdown();
    ledger = sonde.ledger();
    return { emitted, ledger };
  } catch (error) {
    return { emitted, ledger, thrown: String((error as Error).stack) };
  }
}

/** The ledger in memory knows of the last failure; the one on the disk was written before it. */
async function accountOf(
  home: string,
  { taken }: HostileEndpoint,
  { emitted, ledger }: Work,
): Promise<Account> {
  const directory = join(home, 'spool', 'app');
  const found = existsSync(directory) ? readSpoolStates(directory) : [];
  const spool = found[0] ?? { name: '', left: [], leftCount: 0 };
  const present = new Set(found.map(({ name }) => name));
  return balance({ emitted, taken, spools: [{ ...spool, ledger, isClosed: false }], present });
}
