import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect } from '@jest/globals';
import { row, without, withoutRoot } from './fault-row.ts';
import { Scene, until } from './scene.ts';

const calm = { missing: 0, invented: 0, seenTwice: 0, unbalanced: [] };
const nothingLost = { ...calm, left: 0, dropped: {} };
const leftOut = withoutRoot() ?? without('mount', '--version');

let scene: Scene;
let mounted: string | undefined;
afterEach(async () => {
  await scene.close();
  if (mounted === undefined) return;
  spawnSync('umount', ['--lazy', mounted]);
  rmSync(mounted, { recursive: true, force: true });
  mounted = undefined;
});

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

/** A real file system of so many MiB. */
function smallDisk(mebibytes: number): string {
  mounted = mkdtempSync(join(tmpdir(), 'sonde-disk-'));
  mount('-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'sonde', mounted);
  return mounted;
}

/** Takes the room that is left, down to the last page. */
function fill(directory: string): () => void {
  const file = join(directory, 'filler');
  spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4096']);
  return () => unlinkSync(file);
}

describe('a disk that is full', () => {
  row(
    'while the application works: what does not fit is counted, and it goes on when there is room',
    async () => {
      const home = smallDisk(4);
      scene = await Scene.open({ home });
      const environment = { RATE: '400', PER_TURN: '8', SECONDS: '4', PAYLOAD: '500', SONDE_ENDPOINT: '' };
      const app = scene.start('agent.mjs', { environment: { ...environment, SONDE_DETAIL: 'full' } });
      await app.said('began');
      await sleep(800);
      const makeRoom = fill(home);
      await sleep(1_500);
      makeRoom();
      expect(await app.ended).toMatchObject({ code: 0, stdout: 'began\nmade some\n', stderr: '' });
      const account = await scene.account();
      expect(account).toMatchObject(calm);
      expect(Object.keys(account.dropped)).toEqual(['write_failed']);
      expect(account.left).toBeGreaterThan(0);
    },
    { leftOut },
  );

  row(
    'and stays so: the application ends as ever, and what is on the disk can be read',
    async () => {
      const home = smallDisk(1);
      scene = await Scene.open({ home });
      const environment = { CALLS: '5000', PAYLOAD: '500', SONDE_ENDPOINT: '', SONDE_DETAIL: 'full' };
      expect(await scene.run('agent.mjs', { environment })).toEqual({
        code: 0,
        signal: null,
        stdout: 'began\nmade 5000\n',
        stderr: '',
      });
      const account = await scene.account();
      expect(account).toMatchObject({ emitted: 5_000, invented: 0 });
      expect(account.left).toBeGreaterThan(100);
    },
    { leftOut },
  );

  row(
    'while the endpoint takes: what was written before and after arrives',
    async () => {
      const home = smallDisk(4);
      scene = await Scene.open({ home });
      const environment = { RATE: '400', PER_TURN: '8', SECONDS: '4', PAYLOAD: '500' };
      const app = scene.start('agent.mjs', { environment });
      await until(() => scene.endpoint.taken.length > 0);
      const makeRoom = fill(home);
      await sleep(1_000);
      makeRoom();
      expect(await app.ended).toMatchObject({ code: 0, stdout: 'began\nmade some\n', stderr: '' });
      expect(await scene.account()).toMatchObject({ ...calm, left: 0 });
    },
    { leftOut },
  );

  row(
    'from the start: telemetry goes from memory, with one warning',
    async () => {
      const home = smallDisk(1);
      fill(home);
      scene = await Scene.open({ home });
      const ended = await scene.run('agent.mjs', { environment: { CALLS: '300' } });
      expect(ended).toMatchObject({ code: 0, stdout: 'began\nmade 300\n' });
      expect(ended.stderr.match(/SondeWarning/g)).toHaveLength(1);
      expect(await scene.account()).toMatchObject({ emitted: 300, delivered: 300, ...nothingLost });
    },
    { leftOut },
  );
});

describe('a home', () => {
  row(
    'on a file system that is read-only: telemetry goes from memory, with one warning',
    async () => {
      const home = smallDisk(1);
      scene = await Scene.open({ home });
      mount('-o', 'remount,ro', home);
      const ended = await scene.run('agent.mjs', { environment: { CALLS: '300' } });
      expect(ended).toMatchObject({ code: 0, stdout: 'began\nmade 300\n' });
      expect(ended.stderr.match(/SondeWarning/g)).toHaveLength(1);
      expect(await scene.account()).toMatchObject({ emitted: 300, delivered: 300, ...nothingLost });
    },
    { leftOut },
  );

  row(
    'that becomes read-only while the application works: its end is the same',
    async () => {
      const home = smallDisk(4);
      scene = await Scene.open({ home });
      const app = scene.start('agent.mjs', { environment: { RATE: '400', SECONDS: '3' } });
      await until(() => scene.endpoint.taken.length > 0);
      spawnSync('mount', ['-o', 'remount,ro,force', home]);
      spawnSync('chattr', ['+i', join(home, 'spool')]);
      expect(await app.ended).toMatchObject({ code: 0, stdout: 'began\nmade some\n', stderr: '' });
    },
    { leftOut },
  );

  row(
    'that is removed while the application works: what comes afterwards arrives or is counted',
    async () => {
      scene = await Scene.open();
      const app = scene.start('agent.mjs', { environment: { RATE: '400', PER_TURN: '8', SECONDS: '4' } });
      await until(() => scene.endpoint.taken.length > 0);
      rmSync(scene.home, { recursive: true, force: true });
      const removedAfter = scene.journal().at(-1)?.turn ?? 0;
      expect(await app.ended).toMatchObject({ code: 0, stdout: 'began\nmade some\n', stderr: '' });
      const lostAfterwards = scene.lost().filter(({ turn }) => turn > removedAfter + 1);
      const dropped = Object.values((await scene.account()).dropped).reduce((sum, count) => sum + count, 0);
      expect(lostAfterwards.length).toBeLessThanOrEqual(dropped);
    },
  );

  row('whose path is a file: telemetry goes from memory, with one warning', async () => {
    scene = await Scene.open();
    writeFileSync(join(scene.directory, 'file'), '');
    const environment = { CALLS: '300', SONDE_HOME: join(scene.directory, 'file') };
    const ended = await scene.run('agent.mjs', { environment });
    expect(ended).toMatchObject({ code: 0, stdout: 'began\nmade 300\n' });
    expect(ended.stderr.match(/SondeWarning/g)).toHaveLength(1);
    expect(await scene.account()).toMatchObject({ emitted: 300, delivered: 300, ...nothingLost });
  });
});

describe('no more files can be opened', () => {
  row('for a while: everything arrives', async () => {
    scene = await Scene.open();
    mkdirSync(scene.serviceDirectory, { recursive: true });
    const ended = await scene.run('no-more-files.mjs', {
      launcher: ['bash', '-c', 'ulimit -n 64; exec "$0" "$@"'],
      environment: { CALLS: '2000', SONDE_SPOOL_BYTES_MAX: '1048576', SONDE_DETAIL: 'full' },
    });
    expect(ended).toMatchObject({ code: 0, stdout: 'no more files\nfiles again\n', stderr: '' });
    expect(await scene.account()).toMatchObject({ ...calm, left: 0 });
  });
});
