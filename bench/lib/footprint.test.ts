import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { footprintOfLocked } from './footprint.ts';

const root = mkdtempSync(join(tmpdir(), 'sonde-footprint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, bytes: number): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.alloc(bytes));
}

test('counts each version that a workspace needs once, peers included, and neither optional peers nor what others need', () => {
  const packages = {
    '': { dependencies: { other: '1' } },
    'subjects/one': { dependencies: { a: '1' } },
    'node_modules/a': {
      version: '1.0.0',
      dependencies: { b: '2', c: '1' },
      peerDependencies: { peer: '1', tool: '1' },
      peerDependenciesMeta: { tool: { optional: true } },
    },
    'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { c: '1' } },
    'node_modules/a/node_modules/b/node_modules/c': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/c': { version: '1.0.0' },
    'node_modules/peer': {},
    'node_modules/tool': {},
    'node_modules/other': {},
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  put('node_modules/a/index.js', 100);
  put('node_modules/a/node_modules/b/lib/deep.js', 20);
  for (const path of ['a/node_modules/b/node_modules/c', 'c']) put(`node_modules/${path}/index.js`, 4_000);
  put('node_modules/peer/index.js', 3);
  for (const name of ['b', 'tool', 'other']) put(`node_modules/${name}/index.js`, 10_000);
  expect(footprintOfLocked(root, 'subjects/one')).toEqual({ packages: 4, bytes: 4_123 });
});
