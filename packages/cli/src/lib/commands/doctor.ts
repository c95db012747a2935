/** `sonde doctor`: runtime, home, studio, ledgers; what is wrong, and what to do about it. */
import { accessSync, constants, existsSync } from 'node:fs';
import { isSondeError } from '@sonde/conventions';
import { explainSettings } from '@sonde/sdk/configuration';
import type { StoreStatus } from '@sonde/store/reader';
import { connectStudio } from '@sonde/studio/client';
import { type Command, ExitCode } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { safeLine, type Terminal } from '../terminal.ts';

/** One thing looked at. */
interface Check {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly text: string;
  readonly fix?: string;
}

const NODE_FLOOR = [22, 15] as const;

/** Checks the set-up. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Check the set-up: runtime, home, studio, ledgers of every spool.',
  usage: '[options]',
  options: {},
  async run({ terminal, home, json }) {
    const checks = [
      nodeCheck(),
      ...settingsChecks(),
      homeCheck(home),
      ...(await studioChecks(home, terminal)),
    ];
    terminal.out(
      json ? JSON.stringify({ checks }) : checks.map((check) => checkText(check, terminal)).join('\n'),
    );
    return checks.some(({ state }) => state === 'problem') ? ExitCode.findings : ExitCode.ok;
  },
};

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor < NODE_FLOOR[1]);
  const text = `Node.js ${process.versions.node} on ${process.platform}-${process.arch}`;
  return old
    ? { name: 'runtime', state: 'problem', text, fix: `Use Node.js ${NODE_FLOOR.join('.')} or later.` }
    : { name: 'runtime', state: 'ok', text };
}

/** What a program started here would go by. */
function settingsChecks(): Check[] {
  try {
    const { notes, file, settings } = explainSettings();
    const changed = settings.filter(({ source }) => source !== 'default' && source !== 'derived').length;
    const text = `${formatCount(changed)} set here, sonde.yaml: ${file ?? 'none'}; sonde config shows them`;
    return [
      { name: 'settings', state: 'ok', text },
      ...notes.map((note): Check => ({ name: 'settings', state: 'note', text: note })),
    ];
  } catch (error) {
    if (!isSondeError(error)) throw error;
    return [{ name: 'settings', state: 'problem', text: error.message, fix: error.fix }];
  }
}

function homeCheck(home: string): Check {
  if (!existsSync(home))
    return { name: 'home', state: 'note', text: `${home} does not exist yet: nothing was observed here` };
  try {
    accessSync(home, constants.W_OK);
    return { name: 'home', state: 'ok', text: home };
  } catch {
    return {
      name: 'home',
      state: 'problem',
      text: `${home} is not writable`,
      fix: 'Make it writable, or point SONDE_HOME elsewhere.',
    };
  }
}

async function studioChecks(home: string, terminal: Terminal): Promise<Check[]> {
  try {
    const studio = await connectStudio(home);
    const [about, status] = await Promise.all([studio.about(), studio.status()]);
    return [
      { name: 'studio', state: 'ok', text: `version ${about.version}, receiver ${about.otlpUrl ?? 'off'}` },
      ...about.warnings.map((text): Check => ({ name: 'studio', state: 'note', text })),
      ...storeChecks(status),
    ];
  } catch (error) {
    if (!isSondeError(error)) throw error;
    const note: Check = { name: 'studio', state: 'note', text: error.message, fix: error.fix };
    return existsSync(home) ? [note, ...(await storedChecks(home, terminal))] : [note];
  }
}

/** What the store and the spools hold, read by a studio just for this. */
async function storedChecks(home: string, terminal: Terminal): Promise<Check[]> {
  let checks: Check[] = [];
  await withReader(home, terminal, async (reader) => {
    checks = storeChecks(await reader.status());
    return ExitCode.ok;
  });
  return checks;
}

function storeChecks(status: StoreStatus): Check[] {
  const counts = `${formatCount(status.spanCount)} spans, ${formatCount(status.logCount)} logs, ${formatBytes(status.logBytes + status.indexBytes)}, ${formatCount(status.duplicateCount)} repeats dropped`;
  const damaged: Check[] =
    status.damagedBytes > 0
      ? [
          {
            name: 'store',
            state: 'problem',
            text: `${formatBytes(status.damagedBytes)} of the log are damaged`,
            fix: 'Check the disk; everything else stays readable.',
          },
        ]
      : [];
  return [{ name: 'store', state: 'ok', text: counts }, ...damaged, ...status.ledgers.map(ledgerCheck)];
}

type Ledger = StoreStatus['ledgers'][number];

function ledgerCheck(ledger: Ledger): Check {
  const { service, spool, emitted, dropped, stored } = ledger;
  const lost = Object.entries(dropped).flatMap(([signal, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => `${count} ${signal} dropped: ${reason}`),
  );
  const figures = Object.keys(emitted).map(
    (signal) => `${signal} ${stored[signal] ?? 0}/${emitted[signal] ?? 0}`,
  );
  const head = `${service} ${spool}: stored/emitted ${figures.join(', ')}`;
  const text = [head, ...lost, ...leftOut(ledger)].join('; ');
  return lost.length === 0
    ? { name: 'ledger', state: 'ok', text }
    : {
        name: 'ledger',
        state: 'problem',
        text,
        fix: 'See docs/errors.md for what drops records; raise spoolBytesMax if the spool was full.',
      };
}

/** What is no loss, and good to know when something is looked for in vain. */
const passedOverTexts: Readonly<Record<string, string>> = {
  spansGivenUp: 'spans given up before the end of their trace (keepBytesMax, keepTracesMax, keepAgeMs)',
  sessionLevelsDropped: 'sessions lost their level of detail to newer ones',
  latencyTooSmall: 'changes of latency below latencyDifferenceMinMs',
  latencyUnwatched: 'calls of operations beyond the 1,000 that are watched',
  openSpansForgotten: 'open spans that nobody will tell of, because 10,000 others are open',
  openSpansLeftOut: 'open spans that have no room in open.json at present',
  sourcesNotLookedUp: 'exceptions told without their sources, because too many were looked up at once',
  lokiLinesRefused: 'lines that Loki refused for good',
  lokiLinesOverflowed: 'lines for Loki dropped, because too many waited',
};

/** What a ledger tells beyond losses, in words. A studio of an older version tells less. */
export function leftOut(ledger: Partial<Ledger>): string[] {
  const { inherited = {}, sampledOut = 0, passedOver = {}, fallback = {} } = ledger;
  const taken = Object.entries(inherited).filter(([, count]) => count > 0);
  return [
    ...taken.map(([signal, count]) => `${count} ${signal} inherited from processes that had died`),
    ...(fallback['written'] ? [`${formatCount(fallback['written'])} events kept in a fallback file`] : []),
    ...(fallback['lost'] ? [`${formatCount(fallback['lost'])} that it could not keep`] : []),
    ...(sampledOut > 0 ? [`${formatCount(sampledOut)} spans left out by sampling`] : []),
    ...Object.entries(passedOver).map(([name, count]) => `${count} ${passedOverTexts[name] ?? name}`),
  ];
}

function checkText({ name, state, text, fix }: Check, terminal: Terminal): string {
  const mark = {
    ok: terminal.style('green', 'ok     '),
    note: terminal.style('yellow', 'note   '),
    problem: terminal.style('red', 'problem'),
  }[state];
  return `${mark} ${name.padEnd(8)} ${safeLine(text)}${fix === undefined ? '' : `\n${' '.repeat(17)}${fix}`}`;
}
