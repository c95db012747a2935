import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { cleanUp, freshDirectory, openTestStore } from '../../../fixtures/open-stores.ts';
import { takeOwnership } from './ownership.ts';

/** Processes start and disks sync here; on a loaded machine that takes its time. */
const patienceMs = 60_000;
afterEach(cleanUp);

const script = fileURLToPath(new URL('../../../fixtures/appending-owner.ts', import.meta.url));

test(
  'an owner killed while appending leaves a store in which everything acknowledged is found',
  async () => {
    const directory = freshDirectory();
    const owner = spawn(
      process.execPath,
      ['--conditions=@sonde/source', '--no-warnings', script, directory],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let acknowledged = 0;
    for await (const text of owner.stdout) {
      acknowledged = Number(String(text).trim().split('\n').at(-1));
      if (acknowledged >= 200) break;
    }
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const store = await openTestStore({ directory });
    await store.indexed();
    const { spanCount, duplicateCount } = await store.reader.status();
    expect(spanCount).toBeGreaterThanOrEqual(acknowledged);
    expect(duplicateCount).toBe(0);
  },
  patienceMs,
);

test('a store belongs to a living process only', () => {
  const directory = freshDirectory();
  const giveBack = takeOwnership(directory);
  expect(() => takeOwnership(directory)).toThrow(String(process.pid));
  giveBack();
  takeOwnership(directory)();
});
