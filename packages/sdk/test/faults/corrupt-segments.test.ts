import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { listSegments } from '@sonde/otlp/segments';
import { startStudio } from '@sonde/studio';
import { row, seedsOf, withSeed } from './fault-row.ts';
import { Scene, until } from './scene.ts';

const CALLS = 3_000;

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

/** Damages a file somewhere. */
type Damage = (file: string, random: () => number) => void;

const withoutByte = 'without a byte';
const damages: Readonly<Record<string, Damage>> = {
  'cut off': (file, random) => truncateSync(file, Math.floor(random() * readFileSync(file).length)),
  'with a head of zeros': (file, random) =>
    overwrite(file, 0, Buffer.alloc(1 + Math.floor(random() * 4_096))),
  'with a random middle': (file, random) => {
    const bytes = Buffer.from(Array.from({ length: 64 }, () => Math.floor(random() * 256)));
    overwrite(file, Math.floor(random() * (readFileSync(file).length - bytes.length)), bytes);
  },
  [withoutByte]: (file) => truncateSync(file, 0),
};

function overwrite(file: string, offset: number, bytes: Uint8Array): void {
  const content = readFileSync(file);
  content.set(bytes.subarray(0, content.length - offset), offset);
  writeFileSync(file, content);
}

/** A spool of several segments that nobody has taken. */
async function leaveSpool(environment: Readonly<Record<string, string>>): Promise<string> {
  const app = {
    CALLS: String(CALLS),
    PAYLOAD: '500',
    SONDE_DETAIL: 'full',
    SONDE_SPOOL_BYTES_MAX: '4194304',
  };
  expect(await scene.run('agent.mjs', { environment: { ...app, ...environment } })).toMatchObject({
    code: 0,
  });
  const [name = ''] = readdirSync(scene.serviceDirectory);
  return join(scene.serviceDirectory, name);
}

/** Damages one of the segments; says how many there are. */
function damageOne(directory: string, damage: Damage, random: () => number): number {
  const segments = listSegments(directory);
  const chosen = segments[Math.floor(random() * segments.length)];
  if (chosen === undefined) throw new Error('a segment expected');
  damage(chosen.file, random);
  return segments.length;
}

describe('a dead process left a segment', () => {
  for (const [name, damage] of Object.entries(damages)) {
    row(`${name}: the next process delivers the rest and counts the damage`, async () => {
      for (const seed of seedsOf(3, 20)) {
        await withSeed(seed, async (random) => {
          await scene.close();
          scene = await Scene.open();
          await scene.endpoint.stop();
          const directory = await leaveSpool({ SONDE_DRAIN_MS: '0' });
          const segmentCount = damageOne(directory, damage, random);
          await scene.endpoint.start();
          const ended = await scene.run('agent.mjs', { environment: { CALLS: '1' } });
          expect(ended).toMatchObject({ code: 0, stderr: '' });
          const account = await scene.account();
          expect(account).toMatchObject({ invented: 0, left: 0, seenTwice: 0, dropped: {} });
          expect(account.missing).toBeLessThanOrEqual(Math.ceil(CALLS / (segmentCount - 1)));
          // Of an empty file nobody can say that it had bytes.
          if (name !== withoutByte) expect(account.missing > 0).toBe(scene.damagedBytes() > 0);
        });
      }
    });

    row(`${name}: the studio shows the rest`, async () => {
      for (const seed of seedsOf(1, 10)) {
        await withSeed(seed, async (random) => {
          await scene.close();
          scene = await Scene.open();
          const segmentCount = damageOne(await leaveSpool({ SONDE_ENDPOINT: '' }), damage, random);
          const shown = await shownByStudio(CALLS - Math.ceil(CALLS / (segmentCount - 1)));
          expect(shown).toBeLessThanOrEqual(CALLS);
        });
      }
    });
  }
});

/** Waits until the studio shows as many spans; says how many there are. */
async function shownByStudio(countMin: number): Promise<number> {
  const studio = await startStudio({ home: scene.home, port: 0, otlpPort: 0 });
  try {
    let spanCount = 0;
    const look = async () => {
      ({ spanCount } = await studio.reader.status());
    };
    const timer = setInterval(() => void look().catch(() => {}), 50);
    await until(() => spanCount >= countMin).finally(() => clearInterval(timer));
    return spanCount;
  } finally {
    await studio.close();
  }
}
