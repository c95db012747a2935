#!/usr/bin/env node
/**
 * Makes a fresh clone ready: `node scripts/setup.mjs [--demo]`, with nothing but Node 20 and npm.
 *
 * Installs the workspaces; with `--demo` also examples/atlas and the build it needs. What has not changed since the
 * last time is skipped, and of several runs at once one works while the others wait.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './setup-lock.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const demo = join(root, 'examples', 'atlas');
const stampFile = join(root, 'node_modules', '.sonde-setup.json');
const lockDirectory = join(root, '.cache', 'setup.lock');
const NODE_MAJOR_MIN = 20;
/** Lines of a failed command that are shown; npm puts the reason last. */
const OUTPUT_LINES_MAX = 30;

/** A failure whose message alone tells the user what to do. */
class SetupError extends Error {}

async function main(args) {
  const unknown = args.find((arg) => arg !== '--demo');
  if (unknown !== undefined) throw new SetupError(`Unknown option ${unknown}; the only one is --demo.`);
  assertStartable();
  const release = await takeLock(lockDirectory).catch((error) => {
    throw new SetupError(error.message);
  });
  try {
    await installWorkspaces();
    if (args.includes('--demo')) await prepareDemo();
  } finally {
    release();
  }
}

function assertStartable() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_MAJOR_MIN) {
    throw new SetupError(`Node ${NODE_MAJOR_MIN} or later is needed, this is ${process.version}.`);
  }
  if (npm(['--version'], root).status !== 0) {
    throw new SetupError('npm is missing: install it, or add it to PATH.');
  }
}

async function installWorkspaces() {
  const hash = hashOf(
    [root, ...workspaces()].flatMap((at) => [join(at, 'package.json'), join(at, 'package-lock.json')]),
  );
  const isCurrent = stamp().dependencies === hash || isInstalledAsLocked(root, workspaces());
  if (!isCurrent) await step('Install dependencies', root, ['ci', '--no-audit', '--no-fund']);
  await assertPinnedNode();
  writeStamp({ dependencies: hash });
}

async function prepareDemo() {
  if (!existsSync(join(demo, 'package-lock.json'))) {
    throw new SetupError(
      'The demo is missing: there is no examples/atlas/package-lock.json in this checkout.',
    );
  }
  const hash = hashOf([join(demo, 'package.json'), join(demo, 'package-lock.json')]);
  if (stamp().demo !== hash || !existsSync(join(demo, 'node_modules'))) {
    await step('Install the demo', demo, ['ci', '--legacy-peer-deps', '--no-audit', '--no-fund']);
    writeStamp({ demo: hash });
  }
  const sources = hashOf(buildInputs());
  if (stamp().build !== sources || !workspaces().every((at) => existsSync(join(at, 'dist')))) {
    await step('Build', root, ['run', '--silent', 'build']);
    writeStamp({ build: sources });
  }
}

/**
 * Whether node_modules holds what the lock file says, by npm's own record of what it installed. So an `npm install`
 * of the developer's is not followed by a needless `npm ci`.
 */
function isInstalledAsLocked(at, members) {
  const locked = packagesOf(join(at, 'package-lock.json'));
  const installed = packagesOf(join(at, 'node_modules', '.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  const isDeclared = ['', ...members.map((member) => relative(at, member).replaceAll('\\', '/'))].every(
    (path) => declaresTheSame(readJson(join(at, path, 'package.json')), locked[path]),
  );
  return (
    isDeclared &&
    Object.keys(installed).every((path) => path in locked) &&
    Object.entries(locked).every(([path, entry]) =>
      path in installed
        ? sameRelease(entry, installed[path])
        : path === '' || entry.optional || entry.devOptional,
    )
  );
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? readJson(lockFile).packages : undefined;
}

function declaresTheSame(manifest, locked) {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  const declared = (from) =>
    JSON.stringify(
      kinds.map((kind) => sorted(Object.keys(from?.[kind] ?? {})).map((name) => [name, from[kind][name]])),
    );
  return locked !== undefined && declared(manifest) === declared(locked);
}

function sameRelease(a, b) {
  return a.version === b.version && (!a.integrity || !b.integrity || a.integrity === b.integrity);
}

/** The package node@24 places its binary in a preinstall script, which `--ignore-scripts` leaves out. */
async function assertPinnedNode() {
  const wanted = `v${readJson(join(root, 'package.json')).devDependencies.node}`;
  if (pinnedNodeVersion() === wanted) return;
  await step(`Place Node ${wanted}`, root, ['rebuild', 'node', '--ignore-scripts=false']).catch(() => {});
  const found = pinnedNodeVersion();
  if (found === wanted) return;
  throw new SetupError(
    `node_modules/.bin/node is ${found ?? 'missing'} instead of ${wanted}: the preinstall script of the package "node" could not place it. ` +
      'Allow install scripts (npm config delete ignore-scripts), then run: npm rebuild node',
  );
}

function pinnedNodeVersion() {
  const binary = join(
    root,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function workspaces() {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((at) => existsSync(join(at, 'package.json')));
}

function buildInputs() {
  const trees = workspaces().flatMap((at) => filesUnder(join(at, 'src')));
  const settings = workspaces().flatMap((at) =>
    readdirSync(at)
      .filter((name) => /^(package|tsconfig.*)\.json$|\.config\.ts$/.test(name))
      .map((name) => join(at, name)),
  );
  const own = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'scripts/build.ts'];
  return [...trees, ...settings, ...own.map((name) => join(root, name))];
}

function filesUnder(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** Hash of names and contents, and of the platform, since what npm installs depends on it. */
function hashOf(files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of sorted(files)) {
    if (existsSync(file)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Sorted by character codes, the same on every machine. */
function sorted(texts) {
  return [...texts].sort((a, b) => (a < b ? -1 : 1));
}

function stamp() {
  try {
    return readJson(stampFile);
  } catch {
    return {};
  }
}

function writeStamp(change) {
  const temporary = `${stampFile}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify({ ...stamp(), ...change }, null, 2)}\n`);
  renameSync(temporary, stampFile);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs one npm command with its output held back until it fails, and tells how long it took. */
async function step(title, cwd, args) {
  const startMs = Date.now();
  const stopSpinner = startSpinner(title, startMs);
  const { status, output } = await npmAsync(args, cwd);
  stopSpinner();
  const elapsed = `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
  console.error(`${status === 0 ? 'done  ' : 'FAILED'} ${title} (${elapsed})`);
  if (status === 0) return;
  console.error(output.trimEnd().split('\n').slice(-OUTPUT_LINES_MAX).join('\n'));
  throw new SetupError(
    `${title} failed: "npm ${args.join(' ')}" in ${relative(root, cwd) || '.'} ended with ${status}.`,
  );
}

function startSpinner(title, startMs) {
  if (!process.stderr.isTTY) {
    console.error(`start  ${title}`);
    return () => {};
  }
  const frames = '|/-\\';
  let count = 0;
  const timer = setInterval(() => {
    const elapsedS = Math.round((Date.now() - startMs) / 1000);
    process.stderr.write(`\r${frames[count++ % frames.length]}      ${title} ${elapsedS} s `);
  }, 120);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  };
}

function npmCommand(args) {
  const script = process.env.npm_execpath;
  const isScript = script !== undefined && /\.c?js$/.test(script) && existsSync(script);
  return isScript
    ? [process.execPath, [script, ...args], {}]
    : ['npm', args, { shell: process.platform === 'win32' }];
}

function npm(args, cwd) {
  const [program, all, options] = npmCommand(args);
  return spawnSync(program, all, { cwd, encoding: 'utf8', ...options });
}

function npmAsync(args, cwd) {
  const [program, all, options] = npmCommand(args);
  const child = spawn(program, all, { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}` }));
    child.on('close', (status, signal) => resolve({ status: status ?? signal, output }));
  });
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof SetupError ? `setup: ${error.message}` : error);
  process.exitCode = 1;
});
