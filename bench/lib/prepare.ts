/** Makes a checkout ready to measure: installs the competitors, and builds what users run. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines of a failed command that are shown. */
const OUTPUT_LINES_MAX = 30;

/**
 * Installs what the lock file of bench/ says, unless it is there, and builds the packages.
 *
 * @param root - Root of the repository.
 * @throws Error with the last lines of what failed.
 */
export function prepare(root: string): void {
  const bench = join(root, 'bench');
  const stamp = join(bench, 'node_modules', '.sonde-bench');
  const lock = createHash('sha256')
    .update(readFileSync(join(bench, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    run('Install the competitors', bench, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
    mkdirSync(join(bench, 'node_modules'), { recursive: true });
    writeFileSync(stamp, lock);
  }
  run('Build', root, ['run', '--silent', 'build']);
}

function run(title: string, cwd: string, args: readonly string[]): void {
  console.error(title);
  const { status, stdout, stderr, error } = spawnSync('npm', args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  const output = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trimEnd().split('\n');
  throw new Error(`${title} failed:\n${output.slice(-OUTPUT_LINES_MAX).join('\n')}`);
}
