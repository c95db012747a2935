import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { takeLock } from './setup-lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonde-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that notes when it enters and leaves the lock, with some time between. */
function worker(lock: string, journal: string): Promise<number | null> {
  const program = `
    import { appendFileSync } from 'node:fs';
    import { takeLock } from ${JSON.stringify(resolve('scripts/setup-lock.mjs'))};
    const release = await takeLock(${JSON.stringify(lock)});
    appendFileSync(${JSON.stringify(journal)}, 'in\\n');
    await new Promise((done) => setTimeout(done, 30));
    appendFileSync(${JSON.stringify(journal)}, 'out\\n');
    release();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  return new Promise((done) => child.on('close', done));
}

describe('takeLock', () => {
  test('lets one process in at a time', async () => {
    const journal = join(folder, 'journal');
    const codes = await Promise.all(Array.from({ length: 5 }, () => worker(join(folder, 'lock'), journal)));
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(journal, 'utf8')).toBe('in\nout\n'.repeat(5));
  });

  test('takes over the lock of a dead process', async () => {
    const lock = join(folder, 'lock');
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => dead.on('close', done));
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(dead.pid));
    const release = await takeLock(lock);
    expect(readFileSync(join(lock, 'pid'), 'utf8')).toBe(String(process.pid));
    release();
    expect(existsSync(lock)).toBe(false);
  });
});
