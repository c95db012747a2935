/** The programs of the README run as they stand there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSpools, removeHome, runScript, temporaryHome } from '../../test/run-app.ts';

const readme = readFileSync(resolve('packages/sdk/README.md'), 'utf8');
const programs = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
  .map(({ index, 1: code = '' }) => [`from line ${readme.slice(0, index).split('\n').length}`, code] as const)
  .filter(([, code]) => !code.includes('@jest/globals'));

let home: string;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => removeHome(home));

test.each(programs)('%s', async (_, code) => {
  const environment = { SONDE_HOME: home, SONDE_SERVICE: 'atlas', SONDE_DRAIN_MS: '0' };
  expect(await runScript(code, environment)).toMatchObject({ code: 0 });
});

test('and leave lines and errors where they say', () => {
  const { logs } = readSpools(home, 'atlas');
  expect(logs.map(({ body }) => body)).toContain('no map of Atlantis');
});
