/**
 * Tests what users get: packs every package, checks the tarballs with publint and attw, installs them into an empty
 * folder, and loads and type-checks every door from ESM and, where it is offered, from CommonJS. Needs a build.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installWithNpm, type Outcome, type Packed, packAll, runProgram } from './tarballs.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const work = mkdtempSync(join(tmpdir(), 'sonde-packed-'));
const consumer = join(work, 'consumer');
const environment = { ...process.env, SONDE_HOME: join(work, 'home'), NODE_OPTIONS: '' };
const failures: string[] = [];

try {
  const packages = packAll(work);
  for (const item of packages) checkTarball(item);
  install(packages);
  for (const item of packages) for (const door of Object.keys(item.exports)) checkDoor(item, door);
  checkTypes(packages);
  for (const name of packages.flatMap(({ bins }) => bins)) {
    record(`${name} --help`, run(join(consumer, 'node_modules', '.bin', name), ['--help'], consumer));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(failures.length === 0 ? 'All packages work as packed.' : `${failures.length} failed:`);
for (const failure of failures) console.log(`  ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function run(program: string, args: readonly string[], cwd: string): Outcome {
  return runProgram(program, args, cwd, environment);
}

function record(title: string, { ok, output }: Outcome): void {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${title}`);
  if (ok) return;
  failures.push(title);
  console.log(output.trimEnd().replace(/^/gm, '     | '));
}

function isDual({ exports }: Packed): boolean {
  return Object.values(exports).some((target) => 'require' in target);
}

function checkTarball(item: Packed): void {
  record(`publint ${item.name}`, run(join(bin, 'publint'), [item.tarball, '--strict'], root));
  const profile = isDual(item) ? 'node16' : 'esm-only';
  const importOnly = Object.keys(item.exports).filter((door) => isDual(item) && !offersRequire(item, door));
  const excluded = importOnly.length > 0 ? ['--exclude-entrypoints', ...importOnly] : [];
  const args = [item.tarball, '--profile', profile, '--no-emoji', '--no-color', ...excluded];
  record(`attw ${item.name}`, run(join(bin, 'attw'), args, root));
}

function offersRequire({ exports }: Packed, door: string): boolean {
  return 'require' in (exports[door] ?? {});
}

function install(packages: readonly Packed[]): void {
  mkdirSync(consumer);
  writeFileSync(
    join(consumer, 'package.json'),
    '{ "name": "consumer", "private": true, "type": "module" }\n',
  );
  const wanted = packages.flatMap(({ tarball, optionalPeers }) => [tarball, ...optionalPeers]);
  record('install the tarballs', installWithNpm([...new Set(wanted)], consumer, environment));
}

function checkDoor(item: Packed, door: string): void {
  const specifier = `${item.name}${door.slice(1)}`;
  const loaders = [
    ['import', `await import(${JSON.stringify(specifier)})`, 'module'],
    ...(offersRequire(item, door) ? [['require', `require(${JSON.stringify(specifier)})`, 'commonjs']] : []),
  ];
  for (const [kind = '', program = '', type = ''] of loaders) {
    const outcome = run(process.execPath, [`--input-type=${type}`, '--eval', program], consumer);
    record(`${kind} ${specifier}`, outcome);
  }
}

function checkTypes(packages: readonly Packed[]): void {
  const doors = packages.flatMap((item) => Object.keys(item.exports).map((door) => ({ item, door })));
  const lines = (chosen: typeof doors): string =>
    chosen
      .map(({ item, door }, index) => `export * as door${index} from '${item.name}${door.slice(1)}';\n`)
      .join('');
  writeFileSync(join(consumer, 'esm.mts'), lines(doors));
  writeFileSync(
    join(consumer, 'cjs.cts'),
    lines(doors.filter(({ item, door }) => offersRequire(item, door))),
  );
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023', '--module', 'nodenext'];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
  record(
    'types from ESM and CommonJS',
    run(join(bin, 'tsc'), [...options, ...types, 'esm.mts', 'cjs.cts'], consumer),
  );
}
