import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listSegments, SegmentFollower } from '@sonde/otlp/segments';

/** The system refuses to grow any file beyond this: the write that crosses it goes in half, the next not at all. */
const FILE_KIB_MAX = 64;

test('what is on disk and what is reported lost add up to what was appended, when the system refuses writes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sonde-refused-'));
  const script = `trap '' XFSZ; ulimit -f ${FILE_KIB_MAX}; exec "$0" --conditions=@sonde/source --no-warnings "$@"`;
  const child = spawnSync(
    'bash',
    ['-c', script, process.execPath, 'packages/otlp/test/append-beyond-limit.ts', directory, '1000'],
    { env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' },
  );
  expect(child.stderr).toBe('');
  const result = JSON.parse(child.stdout) as Record<string, number>;
  const found = new SegmentFollower({ directory }).poll(Number.MAX_SAFE_INTEGER);
  const errors = found.frames.filter((frame) => frame.flags === 1);
  expect(result['appended']).toBe(1000);
  expect(result['refusals']).toBeGreaterThan(2);
  expect(found.frames.length + (result['lost'] ?? 0)).toBe(1000);
  expect(errors.length + (result['lostErrors'] ?? 0)).toBe(250);
  expect([found.damagedBytes, found.pendingBytes, found.caughtUp]).toEqual([0, 0, true]);
  expect(listSegments(directory).length).toBeGreaterThan(3);
  rmSync(directory, { recursive: true });
});
