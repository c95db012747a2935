import { describe, expect, test } from '@jest/globals';
import { completeLock } from './complete-lock.mjs';

const lockOf = (packages: Record<string, object>): { packages: Record<string, object> } => ({ packages });

describe('completeLock', () => {
  test('adds the binaries of platforms the registry did not carry', () => {
    const lock = lockOf({
      '': {},
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { '@tool/darwin-arm64': '1.2.3', '@tool/linux-x64-musl': '1.2.3' },
      },
    });
    expect(completeLock(lock)).toEqual([
      'node_modules/@tool/darwin-arm64',
      'node_modules/@tool/linux-x64-musl',
    ]);
    expect(lock.packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '1.2.3',
      cpu: ['arm64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    });
    expect(lock.packages['node_modules/@tool/linux-x64-musl']).toMatchObject({
      libc: ['musl'],
      os: ['linux'],
    });
  });

  test('leaves alone what is locked beside or above its parent', () => {
    const lock = lockOf({
      'node_modules/a': { optionalDependencies: { above: '1.0.0', nested: '1.0.0' } },
      'node_modules/a/node_modules/nested': {},
      'node_modules/above': {},
    });
    expect(completeLock(lock)).toEqual([]);
  });

  test('finds nothing to add a second time', () => {
    const lock = lockOf({ 'packages/a': { optionalDependencies: { 'b-win32-x64': '1.0.0' } } });
    expect(completeLock(lock)).toHaveLength(1);
    expect(completeLock(lock)).toEqual([]);
  });
});
