import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonde-arrows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the real rules over a small tree; gives "rule: from -> to" per violation. */
function violations(files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const args = ['--config', resolve('.dependency-cruiser.mjs'), '--output-type', 'json', 'packages'];
  const { stdout } = spawnSync(resolve('node_modules/.bin/depcruise'), args, {
    cwd: folder,
    encoding: 'utf8',
  });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).toSorted();
}

describe('the arrows between packages', () => {
  test('forbid imports against them, also of types alone', () => {
    const found = violations({
      'packages/conventions/src/index.ts': 'export const a = 1;',
      'packages/otlp/src/index.ts': "export { a } from '../../conventions/src/index.ts';",
      'packages/statistics/src/index.ts':
        "import type { a } from '../../conventions/src/index.ts'; export type A = typeof a;",
    });
    expect(found).toEqual([
      'arrow-statistics: packages/statistics/src/index.ts -> packages/conventions/src/index.ts',
    ]);
  });

  test('open the store to analysis by its reader only', () => {
    const found = violations({
      'packages/store/src/index.ts': 'export const a = 1;',
      'packages/store/src/reader.ts': 'export const b = 1;',
      'packages/analysis/src/index.ts':
        "export * from '../../store/src/reader.ts'; export * from '../../store/src/index.ts';",
    });
    expect(found).toEqual(['arrow-analysis: packages/analysis/src/index.ts -> packages/store/src/index.ts']);
  });

  test('forbid the inside of another package, and cycles of types', () => {
    const found = violations({
      'packages/otlp/src/lib/a.ts': "import type { B } from './b.ts'; export interface A { b: B }",
      'packages/otlp/src/lib/b.ts': "import type { A } from './a.ts'; export interface B { a: A }",
      'packages/store/src/index.ts': "export * from '../../otlp/src/lib/a.ts';",
    });
    expect(found).toEqual([
      'doors-only: packages/store/src/index.ts -> packages/otlp/src/lib/a.ts',
      'no-cycle: packages/otlp/src/lib/a.ts -> packages/otlp/src/lib/b.ts',
    ]);
  });
});
