/** Builds every package into dist: ESM and CommonJS by `tsc -b`, bundles of what applications load, the viewer by its own bundler. `--clean` starts anew. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePackages } from './bundle.ts';

interface Manifest {
  readonly name: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const packages = readdirSync('packages')
  .map((name) => join('packages', name))
  .filter((folder) => existsSync(join(folder, 'package.json')));

if (process.argv.includes('--clean')) {
  for (const folder of packages) rmSync(join(folder, 'dist'), { recursive: true, force: true });
}
timed('compile', () => run('tsc', ['-b']));
packages.forEach(removeOrphans);
packages.forEach(markCommonJs);
const bundlingMs = performance.now();
await bundlePackages();
console.log(`built bundles in ${((performance.now() - bundlingMs) / 1000).toFixed(1)} s`);
for (const folder of packages.filter((at) => manifestOf(at).scripts?.['build:ui'] !== undefined)) {
  timed(`viewer of ${folder}`, () =>
    run('npm', ['run', '--silent', 'build:ui', '-w', manifestOf(folder).name]),
  );
}
packages.forEach(makeExecutable);

function timed(title: string, work: () => void): void {
  const startMs = performance.now();
  work();
  console.log(`built ${title} in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw new Error(`${program} did not start: ${error.message}. Run: npm run setup`);
  if (status !== 0) process.exit(status ?? 1);
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** `tsc -b` leaves the output of sources that are gone; it would be packed. */
function removeOrphans(folder: string): void {
  for (const format of ['esm', 'cjs']) {
    for (const file of globSync(`${folder}/dist/${format}/**/*.js`)) {
      const stem = file.replace(join('dist', format), 'src').slice(0, -'.js'.length);
      if (existsSync(`${stem}.ts`) || existsSync(`${stem}.tsx`)) continue;
      for (const ending of ['.js', '.js.map', '.d.ts'])
        rmSync(file.replace(/\.js$/, ending), { force: true });
    }
  }
}

/** The package is `"type": "module"`; this marker makes Node read dist/cjs as CommonJS. */
function markCommonJs(folder: string): void {
  if (!existsSync(join(folder, 'tsconfig.cjs.json'))) return;
  mkdirSync(join(folder, 'dist/cjs'), { recursive: true });
  writeFileSync(join(folder, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
}

function makeExecutable(folder: string): void {
  const { bin = {} } = manifestOf(folder);
  for (const file of typeof bin === 'string' ? [bin] : Object.values(bin)) {
    if (existsSync(join(folder, file))) chmodSync(join(folder, file), 0o755);
  }
}
