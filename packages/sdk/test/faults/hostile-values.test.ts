import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { row } from './fault-row.ts';
import { Scene } from './scene.ts';

const nothingLost = { missing: 0, invented: 0, left: 0, seenTwice: 0, dropped: {}, unbalanced: [] };
/** CPU time of one call, ms: machines differ; a copy of any of the large values would cost more. */
const BLOCK_MS_MAX = 250;
/** JavaScript lists the keys of an object whole or not at all; each look at a million costs as much. */
const LOOKS_MAX = 4;
/** Bytes of all requests: whatever the value, what leaves the process is small. */
const WIRE_BYTES_MAX = 4 * 1_024 * 1_024;

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe('a value that', () => {
  for (const [name, VALUE] of Object.entries({
    'is a text of 1 GB': 'gigabyte',
    'has a million keys': 'wide',
    'has a million items': 'long',
    'is 10,000 levels deep': 'deep',
    'contains itself': 'cyclic',
    'throws when it is read': 'getters',
    'is a proxy that throws at everything': 'proxy',
    'is a revoked proxy': 'revoked',
    'is a BigInt': 'bigint',
    'has lone surrogates': 'surrogates',
    'throws in toJSON': 'toJSON',
    'throws in then': 'thenable',
    'is an error whose message throws': 'message',
    'is an error that is its own cause': 'cause',
    'is a buffer of 1 GB': 'buffer',
  })) {
    row(
      `${name}: the application sees no difference, the event loop is not held up, the span arrives`,
      async () => {
        const report = join(scene.directory, 'report.json');
        const environment = { VALUE, REPORT: report, SONDE_DETAIL: 'full' };
        const { bare, observed } = await scene.runBoth('hostile-value.mjs', { environment });
        expect(observed).toEqual(bare);
        expect(observed).toMatchObject({ code: 0, stderr: '' });
        const { emitted, ...account } = await scene.account();
        expect(account).toMatchObject(nothingLost);
        expect(emitted).toBe(5);
        const { keys, ...cpuMs } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number> & {
          keys: number;
        };
        const boundMs = BLOCK_MS_MAX + (VALUE === 'wide' ? LOOKS_MAX * keys : 0);
        expect(Object.entries(cpuMs).filter(([, ms]) => ms > boundMs)).toEqual([]);
        const wireBytes = scene.endpoint.taken.reduce((sum, { body }) => sum + body.length, 0);
        expect(wireBytes).toBeLessThan(WIRE_BYTES_MAX);
      },
    );
  }
});
