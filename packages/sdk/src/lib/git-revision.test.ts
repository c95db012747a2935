import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gitRevision } from './git-revision.ts';

let root: string;
let repository: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x', ...args], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sonde-git-'));
  repository = join(root, 'repository');
  mkdirSync(join(repository, 'deep', 'folder'), { recursive: true });
  git('init', '--quiet', '--initial-branch=feature/x');
  git('commit', '--quiet', '--allow-empty', '-m', 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the revision of a repository', () => {
  test('is that of its branch, seen from any folder in it', () => {
    expect(gitRevision(repository)).toBe(git('rev-parse', 'HEAD'));
    expect(gitRevision(join(repository, 'deep', 'folder'))).toBe(git('rev-parse', 'HEAD'));
  });

  test('is found where refs are packed, and when the branch has gone on since', () => {
    git('pack-refs', '--all');
    expect(gitRevision(repository)).toBe(git('rev-parse', 'HEAD'));
    git('commit', '--quiet', '--allow-empty', '-m', 'two');
    expect(gitRevision(repository)).toBe(git('rev-parse', 'HEAD'));
  });

  test('is that of a detached head', () => {
    git('checkout', '--quiet', '--detach');
    expect(gitRevision(repository)).toBe(git('rev-parse', 'HEAD'));
  });

  test.each([false, true])('is that of a worktree, with packed refs: %s', (packed) => {
    git('worktree', 'add', '--quiet', '-b', 'other', join(root, 'tree'));
    if (packed) git('pack-refs', '--all');
    expect(gitRevision(join(root, 'tree'))).toBe(git('rev-parse', 'other'));
  });

  test('is unknown before the first commit, outside of a repository, and where files are damaged', () => {
    expect(gitRevision(root)).toBeUndefined();
    const empty = join(root, 'empty');
    execFileSync('git', ['init', '--quiet', empty]);
    expect(gitRevision(empty)).toBeUndefined();
    appendFileSync(join(repository, '.git', 'HEAD'), 'rubbish');
    expect(gitRevision(repository)).toBeUndefined();
    writeFileSync(join(repository, '.git', 'HEAD'), 'ref: refs/../../secret\n');
    expect(gitRevision(repository)).toBeUndefined();
  });
});
