/** The programs of the README and of the pages on the SDK run as they stand there. */
import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSpools, removeHome, runScript, temporaryHome } from '../../test/run-app.ts';

const pages = ['packages/sdk/README.md', ...globSync('docs/sdk/*.md').sort()];
const programs = pages
  .flatMap((page) => {
    const text = readFileSync(page, 'utf8');
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
      ({ index, 1: code = '' }) => [`${page}:${text.slice(0, index).split('\n').length}`, code] as const,
    );
  })
  .filter(([, code]) => !code.includes('@jest/globals'));

let home: string;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => removeHome(home));

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(8);
});

test.each(programs)('%s', async (_, code) => {
  const environment = { SONDE_HOME: home, SONDE_SERVICE: 'atlas', SONDE_DRAIN_MS: '0' };
  expect(await runScript(code, environment)).toMatchObject({ code: 0 });
});

test('and leave lines and errors where they say', () => {
  const { logs } = readSpools(home, 'atlas');
  expect(logs.map(({ body }) => body)).toContain('no map of Atlantis');
});
