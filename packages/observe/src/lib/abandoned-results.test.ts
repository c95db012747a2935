import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('../../test/abandoned-results.ts', import.meta.url));

test('a result that nobody finishes ends its span when it is collected, and is not kept from that', () => {
  const flags = ['--conditions=@sonde/source', '--expose-gc', '--experimental-strip-types', '--no-warnings'];
  const { seen, watched, failures } = JSON.parse(
    execFileSync(process.execPath, [...flags, program], { encoding: 'utf8', env: {} }),
  ) as { seen: { name: string }[]; watched: string[]; failures: number };
  seen.sort((a, b) => a.name.localeCompare(b.name));
  expect(seen).toMatchObject([
    { name: 'execute_tool begun', chunks: 1, endedBy: 'gc' },
    { name: 'execute_tool finished', chunks: 2, endedBy: 'done' },
    { name: 'execute_tool iterable', chunks: 0, endedBy: 'gc' },
    { name: 'execute_tool piped', chunks: 0, endedBy: 'gc' },
    { name: 'execute_tool query', chunks: 0, endedBy: 'gc' },
    { name: 'execute_tool unread', chunks: 0, endedBy: 'gc' },
    { name: 'execute_tool untouched', chunks: 0, endedBy: 'gc' },
  ]);
  expect(watched).toEqual(['tool:finished', 'tool:held']);
  expect(failures).toBe(0);
});
