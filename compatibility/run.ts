/**
 * Tries the packed packages beside and inside other software, as users have it, and prints what held:
 * `npm run compatibility -- [CASE]… [--json]`. Needs a build.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll } from '../scripts/tarballs.ts';
import type { Case, Claim } from './lib/case.ts';
import { runProgramOf } from './lib/run-program.ts';
import { makeWorkplace } from './lib/workplace.ts';

interface Tried {
  readonly case: string;
  readonly program: string;
  readonly seconds: number;
  readonly claims: readonly Claim[];
}

const casesFolder = join(import.meta.dirname, 'cases');
const allCases = readdirSync(casesFolder);
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

if (flags.help) await printHelp();
else await tryCases(chosenCases());

async function printHelp(): Promise<void> {
  console.log('Usage: npm run compatibility -- [CASE]… [--json]\n\nCases:');
  for (const name of allCases) console.log(`  ${name.padEnd(16)} ${(await caseOf(name)).title}`);
}

function chosenCases(): readonly string[] {
  const unknown = positionals.find((name) => !allCases.includes(name));
  if (unknown === undefined) return positionals.length > 0 ? positionals : allCases;
  console.error(`There is no case "${unknown}". Cases: ${allCases.join(', ')}.`);
  process.exit(2);
}

async function tryCases(names: readonly string[]): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'sonde-compatibility-'));
  const tried: Tried[] = [];
  try {
    const packed = packAll(work);
    for (const name of names) {
      const { title, packages, shared = [], programs } = await caseOf(name);
      tell(`\n${name}: ${title}`);
      const folder = join(work, name);
      const { ok, output } = makeWorkplace(join(casesFolder, name), folder, packed, packages);
      for (const file of shared)
        copyFileSync(join(import.meta.dirname, 'programs', file), join(folder, file));
      if (!ok)
        tried.push(
          told({ case: name, program: 'install', seconds: 0, claims: [['it installs', false, output]] }),
        );
      else for (const program of programs) tried.push(told(await timed(name, folder, program)));
    }
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
  conclude(tried);
}

async function caseOf(name: string): Promise<Case> {
  return ((await import(join(casesFolder, name, 'case.ts'))) as { readonly tried: Case }).tried;
}

async function timed(name: string, folder: string, program: Case['programs'][number]): Promise<Tried> {
  const startMs = performance.now();
  const claims = await runProgramOf(folder, program);
  return { case: name, program: program.title, seconds: (performance.now() - startMs) / 1000, claims };
}

function told(tried: Tried): Tried {
  const broken = tried.claims.filter(([, holds]) => !holds);
  tell(
    `${broken.length === 0 ? 'ok  ' : 'FAIL'} ${tried.seconds.toFixed(1).padStart(5)} s  ${tried.program}`,
  );
  for (const [claim, , found] of broken) {
    const shown = typeof found === 'string' ? found : JSON.stringify(found);
    tell(`       not so: ${claim}; found: ${shown?.slice(0, 4_000).replace(/\n/g, '\n       | ')}`);
  }
  return tried;
}

function conclude(tried: readonly Tried[]): void {
  const claims = tried.flatMap((each) => each.claims);
  const failed = claims.filter(([, holds]) => !holds).length;
  process.exitCode = failed === 0 ? 0 : 1;
  if (flags.json) console.log(JSON.stringify({ failed, held: claims.length - failed, tried }, null, 2));
  else console.log(`\n${tried.length} programs, ${claims.length - failed} claims hold, ${failed} do not.`);
}

function tell(line: string): void {
  if (!flags.json) console.log(line);
}
