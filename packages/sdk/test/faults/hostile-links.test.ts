import { lchownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { row, withoutRoot } from './fault-row.ts';
import { answer } from './hostile-behaviours.ts';
import { accept } from './hostile-endpoint.ts';
import { Scene } from './scene.ts';

const CONTENT = 'what is precious';
const NOBODY = 65_534;
const calm = { missing: 0, invented: 0, seenTwice: 0, unbalanced: [] };

let scene: Scene;
let victim: string;
beforeEach(async () => {
  scene = await Scene.open();
  victim = join(scene.directory, 'victim');
  writeFileSync(victim, CONTENT);
});
afterEach(() => scene.close());

describe('somebody put a symbolic link', () => {
  for (const name of ['fallback.jsonl', 'state/app.json', 'state/app.json.new']) {
    row(`in the place of ${name}: its target stays as it was`, async () => {
      mkdirSync(join(scene.home, name, '..'), { recursive: true });
      symlinkSync(victim, join(scene.home, name));
      const ended = await scene.run('agent.mjs', { environment: { CALLS: '400', FAIL_EVERY: '100' } });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(await scene.account()).toMatchObject({ ...calm, delivered: 400 });
      expect(readFileSync(victim, 'utf8')).toBe(CONTENT);
    });
  }

  for (const name of ['cursor.json', 'cursor.json.new', 'spool.json.new', 'open.json', 'open.json.new']) {
    row(`in the place of ${name} of a spool left behind: its target stays as it was`, async () => {
      await scene.endpoint.stop();
      await scene.run('agent.mjs', { environment: { CALLS: '50', SONDE_DRAIN_MS: '0' } });
      const [spool = ''] = readdirSync(scene.serviceDirectory);
      const path = join(scene.serviceDirectory, spool, name);
      if (!readdirSync(join(path, '..')).includes(name)) symlinkSync(victim, path);
      await scene.endpoint.start();
      await scene.drainLeftovers();
      expect(await scene.account()).toMatchObject({ ...calm, delivered: 50, left: 0 });
      expect(readFileSync(victim, 'utf8')).toBe(CONTENT);
    });
  }

  row('in the place of the quarantine: nothing is written beyond it, and the drops are counted', async () => {
    const elsewhere = join(scene.directory, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(scene.serviceDirectory, { recursive: true });
    symlinkSync(victim, join(scene.serviceDirectory, 'quarantine'));
    scene.endpoint.behave = answer(400);
    await scene.run('agent.mjs', { environment: { CALLS: '50' } });
    scene.endpoint.behave = accept;
    expect(await scene.account()).toMatchObject({ ...calm, dropped: { refused: 50 } });
    expect(readFileSync(victim, 'utf8')).toBe(CONTENT);
  });

  row(
    'of another user in the place of the spools: telemetry goes from memory, with one warning',
    async () => {
      const elsewhere = join(scene.directory, 'elsewhere');
      mkdirSync(elsewhere);
      symlinkSync(elsewhere, join(scene.home, 'spool'));
      lchownSync(join(scene.home, 'spool'), NOBODY, NOBODY);
      const ended = await scene.run('agent.mjs', { environment: { CALLS: '50' } });
      expect(ended).toMatchObject({ code: 0, stdout: 'began\nmade 50\n' });
      expect(ended.stderr.match(/SondeWarning/g)).toHaveLength(1);
      expect(readdirSync(elsewhere)).toEqual([]);
      expect(scene.endpoint.spanIds).toHaveLength(50);
    },
    { leftOut: withoutRoot() },
  );
});
