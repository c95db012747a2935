/** The programs of the README run as they stand there, as compilers of TypeScript compile them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';

const directory = resolve('packages/observe');
const readme = readFileSync(resolve(directory, 'README.md'), 'utf8');
const programs = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
  ({ index, 1: code = '' }) => [`from line ${readme.slice(0, index).split('\n').length}`, code] as const,
);

test.each(programs)('%s', (_, program) => {
  const { code } = transformSync(program, {
    isModule: true,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { decoratorVersion: '2022-03' },
      target: 'es2022',
    },
  });
  const flags = ['--conditions=@sonde/source', '--experimental-strip-types', '--no-warnings'];
  const { status, stderr } = spawnSync(
    process.execPath,
    [...flags, '--import', './test/programs/readme-stand-ins.ts', '--input-type=module', '--eval', code],
    { cwd: directory, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
