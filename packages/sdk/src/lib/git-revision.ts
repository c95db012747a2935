/** The commit that is checked out, read from the files of git: no child process. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Directories above the start that are looked at. */
const DEPTH_MAX = 32;
/** A repository with 100,000 refs has 8 MB of them. */
const FILE_BYTES_MAX = 16 * 1_024 * 1_024;
/** SHA-1 and SHA-256. */
const revisionPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The revision of the repository that a directory lies in.
 *
 * @param startDirectory - Where to look from, upwards (the working directory).
 * @returns undefined where there is no repository, no commit yet, or a format without files for refs.
 * Source: gitrepository-layout(5), git-pack-refs(1).
 */
export function gitRevision(startDirectory: string = process.cwd()): string | undefined {
  let directory = resolve(startDirectory);
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    const gitDirectory = gitDirectoryOf(directory);
    if (gitDirectory !== undefined) return revisionIn(gitDirectory);
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
  return undefined;
}

/** A worktree or submodule has a file that names its directory. */
function gitDirectoryOf(directory: string): string | undefined {
  const path = join(directory, '.git');
  const found = kindOf(path);
  if (found === undefined) return undefined;
  if (found === 'directory') return path;
  const named = /^gitdir: (.+)$/m.exec(read(path))?.[1];
  return named === undefined ? undefined : resolve(directory, named.trim());
}

function revisionIn(gitDirectory: string): string | undefined {
  const head = read(join(gitDirectory, 'HEAD')).trim();
  if (revisionPattern.test(head)) return head;
  const ref = /^ref: (refs\/.+)$/.exec(head)?.[1];
  if (ref === undefined || ref.includes('..')) return undefined;
  // A worktree shares its refs with the repository that it belongs to.
  const common = read(join(gitDirectory, 'commondir')).trim();
  const shared = common === '' ? gitDirectory : resolve(gitDirectory, common);
  return [gitDirectory, shared].map((at) => looseRef(at, ref)).find(Boolean) ?? packedRef(shared, ref);
}

function looseRef(gitDirectory: string, ref: string): string | undefined {
  const text = read(join(gitDirectory, ref)).trim();
  return revisionPattern.test(text) ? text : undefined;
}

function packedRef(gitDirectory: string, ref: string): string | undefined {
  for (const line of read(join(gitDirectory, 'packed-refs')).split('\n')) {
    if (!line.endsWith(` ${ref}`)) continue;
    const revision = line.slice(0, line.indexOf(' '));
    if (revisionPattern.test(revision)) return revision;
  }
  return undefined;
}

function kindOf(path: string): 'directory' | 'file' | undefined {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file';
  } catch {
    return undefined;
  }
}

/** Empty for what is missing, too large or not to be read. */
function read(file: string): string {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= FILE_BYTES_MAX ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}
