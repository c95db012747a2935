/** Runs all fast gates two at a time and says what failed and how long each took. `check.ts <name>...` runs some. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface Gate {
  readonly name: string;
  /** Program and arguments; the programs of node_modules/.bin come first in PATH under npm. */
  readonly command: readonly string[];
  /** Gates that must have ended before this one starts. */
  readonly after?: readonly string[];
}

interface Verdict {
  readonly gate: Gate;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly output: string;
}

/** The gates run on a machine of two cores. */
const CONCURRENCY_MAX = 2;

/** Lines shown of a gate that failed: the first findings lead to the rest. */
const OUTPUT_LINES_MAX = 80;

const gates: readonly Gate[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'tidy', command: ['node', 'scripts/tidy.ts'] },
  { name: 'types of tests', command: ['tsc', '-p', 'tsconfig.test.json'] },
  ...viewerGates(),
  { name: 'format', command: ['biome', 'check', '.', '--error-on-warnings'] },
  {
    name: 'lint',
    command: ['oxlint', '--deny-warnings', 'packages', 'scripts', 'compatibility', 'examples'],
  },
  { name: 'arrows', command: ['node', 'scripts/check-arrows.ts'] },
  { name: 'unused', command: ['knip'] },
  { name: 'api', command: ['node', 'scripts/api.ts', '--check'], after: ['types'] },
  // From source: a fresh clone has built nothing that they could load.
  ...generators().map((file) => ({
    name: file,
    command: ['node', '--conditions=@sonde/source', `scripts/${file}`, '--check'],
  })),
  { name: 'lock file', command: ['node', 'scripts/complete-lock.mjs', '--check'] },
];

/** The viewer runs in the browser and has type settings of its own. */
function viewerGates(): Gate[] {
  const { scripts = {} } = JSON.parse(readFileSync('packages/studio/package.json', 'utf8')) as {
    scripts?: Readonly<Record<string, string>>;
  };
  if (scripts['check:ui'] === undefined || !existsSync('packages/studio/src/ui')) return [];
  const command = ['npm', 'run', '--silent', 'check:ui', '-w', '@sonde/studio'];
  return [{ name: 'types of the viewer', command }];
}

function generators(): string[] {
  return readdirSync('scripts').filter((file) => /^generate-.*(?<!\.test)\.ts$/.test(file));
}

function assertNodeVersion(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  throw new Error(
    `check runs on Node 24, this is ${process.version}: run it as "npm run check", which takes node_modules/.bin/node.`,
  );
}

async function runAll(chosen: readonly Gate[]): Promise<Verdict[]> {
  const waiting = [...chosen];
  const verdicts: Verdict[] = [];
  const isReady = (gate: Gate): boolean =>
    (gate.after ?? []).every(
      (name) => verdicts.some((v) => v.gate.name === name) || !chosen.some((g) => g.name === name),
    );
  const running = new Set<Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < CONCURRENCY_MAX ? waiting.find(isReady) : undefined;
    if (next === undefined) {
      await Promise.race(running);
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const done: Promise<void> = run(next).then((verdict) => {
      verdicts.push(verdict);
      report(verdict);
      running.delete(done);
    });
    running.add(done);
  }
  return verdicts;
}

function run(gate: Gate): Promise<Verdict> {
  const startMs = performance.now();
  const [program = '', ...args] = gate.command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: process.env });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    const end = (passed: boolean): void =>
      resolve({ gate, passed, durationMs: performance.now() - startMs, output });
    child.on('error', (error) => {
      output += `${program} did not start: ${error.message}. Run: npm run setup\n`;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

function report({ gate, passed, durationMs, output }: Verdict): void {
  const mark = passed ? 'ok  ' : 'FAIL';
  console.log(`${mark} ${(durationMs / 1000).toFixed(1).padStart(6)} s  ${gate.name}`);
  if (!passed) console.log(shortened(gate, output).replace(/^/gm, '     | '));
}

function shortened({ name }: Gate, output: string): string {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= OUTPUT_LINES_MAX) return lines.join('\n');
  const hidden = lines.length - OUTPUT_LINES_MAX;
  return [
    ...lines.slice(0, OUTPUT_LINES_MAX),
    `... ${hidden} more lines of "${name}"; run that gate's own command`,
  ].join('\n');
}

assertNodeVersion();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !gates.some((gate) => gate.name === name));
if (unknown.length > 0) {
  throw new Error(`No gate is called "${unknown[0]}". Gates: ${gates.map((g) => g.name).join(', ')}.`);
}
const startMs = performance.now();
const verdicts = await runAll(gates.filter((gate) => wanted.length === 0 || wanted.includes(gate.name)));
const failed = verdicts.filter((verdict) => !verdict.passed).map((verdict) => verdict.gate.name);
const totalS = ((performance.now() - startMs) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `All ${verdicts.length} gates passed in ${totalS} s.`
    : `${failed.length} of ${verdicts.length} gates failed in ${totalS} s: ${failed.join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
