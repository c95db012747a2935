/** The scene of a fault: a home, an endpoint, and applications that keep a journal of the spans they ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Account,
  type Books,
  balance,
  lostSpans,
  readSpoolStates,
  type SpoolState,
} from './conservation.ts';
import { HostileEndpoint } from './hostile-endpoint.ts';

/** How an application ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An application that runs. */
export interface RunningApp {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until its output has this text. */
  said(text: string): Promise<void>;
}

/** How an application is started. */
export interface AppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments of Node before the program. */
  readonly nodeArgs?: readonly string[];
  /** Program that starts Node, with arguments: `['ip', 'netns', 'exec', 'x']`. */
  readonly launcher?: readonly string[];
  /** false: the same application without Sonde. */
  readonly withSonde?: boolean;
}

/** A span as the application wrote it down when it had ended. */
export interface JournalEntry {
  readonly spanId: string;
  /** Turn of the event loop, counted by the application. */
  readonly turn: number;
  /** When that turn began, ms since the application started. */
  readonly turnMs: number;
  readonly pid: number;
  readonly isError: boolean;
  /** Process and thread. */
  readonly thread: string;
}

const packageDirectory = resolve('packages/sdk');
const SERVICE = 'app';

export class Scene {
  readonly directory: string;
  readonly home: string;
  readonly endpoint: HostileEndpoint;
  readonly #apps: ChildProcess[] = [];
  readonly #spools = new Map<string, SpoolState>();

  private constructor(endpoint: HostileEndpoint, home: string | undefined) {
    this.directory = mkdtempSync(join(tmpdir(), 'sonde-faults-'));
    this.home = home ?? join(this.directory, 'home');
    this.endpoint = endpoint;
    mkdirSync(this.home, { recursive: true });
  }

  /** @param home - For a home on a file system of its own (a new folder). */
  static async open({ host, home }: { readonly host?: string; readonly home?: string } = {}): Promise<Scene> {
    const endpoint = new HostileEndpoint(host);
    await endpoint.start();
    return new Scene(endpoint, home);
  }

  get serviceDirectory(): string {
    return join(this.home, 'spool', SERVICE);
  }

  /** Starts `apps/<app>` with Sonde sending to the endpoint; `SONDE_ENDPOINT: ''` leaves it to the studio. */
  start(
    app: string,
    { environment = {}, nodeArgs = [], launcher = [], withSonde = true }: AppOptions = {},
  ): RunningApp {
    const preload = withSonde ? ['--import', '@sonde/sdk/register'] : [];
    const command = [...launcher, process.execPath, '--conditions=@sonde/source', ...nodeArgs, ...preload];
    const child = spawn(command[0] ?? process.execPath, [...command.slice(1), `test/faults/apps/${app}`], {
      cwd: packageDirectory,
      env: { ...this.#environment(withSonde), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#apps.push(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((done) =>
      child.on('close', (code, signal) => {
        this.noteSpools();
        done({ code, signal, stdout, stderr });
      }),
    );
    const said = async (text: string) => {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`ended without saying ${text}: ${stdout}${stderr}`);
        await sleep(5);
      }
    };
    return { child, ended, said };
  }

  /** Runs an application to its end. */
  run(app: string, options?: AppOptions): Promise<Ended> {
    return this.start(app, options).ended;
  }

  /** Runs the same application with Sonde and without, the latter first. */
  async runBoth(
    app: string,
    options: AppOptions = {},
  ): Promise<{ readonly bare: Ended; readonly observed: Ended }> {
    const bare = await this.run(app, { ...options, withSonde: false });
    return { bare, observed: await this.run(app, options) };
  }

  /** Starts applications that do nothing until everything that others left is delivered. */
  async drainLeftovers(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    for (let round = 0; round < 10 && this.hasLeftovers(); round += 1)
      await this.run('agent.mjs', { environment: { CALLS: '0', SONDE_DRAIN_MS: '60000', ...environment } });
  }

  hasLeftovers(): boolean {
    return readSpoolStates(this.serviceDirectory).some(({ leftCount }) => leftCount > 0);
  }

  /** Looks at the spools: a later application may drain and remove them. */
  noteSpools(): void {
    if (!existsSync(this.serviceDirectory)) return;
    for (const spool of readSpoolStates(this.serviceDirectory)) this.#spools.set(spool.name, spool);
  }

  /** What the applications wrote down. */
  journal(): JournalEntry[] {
    if (!existsSync(this.#journalDirectory)) return [];
    return readdirSync(this.#journalDirectory).flatMap((name) =>
      readFileSync(join(this.#journalDirectory, name), 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('.'))
        .map((line) => line.split(' '))
        .map(([spanId = '', turn, turnMs, pid, isError]) => ({
          spanId,
          turn: Number(turn),
          turnMs: Number(turnMs),
          pid: Number(pid),
          isError: isError === '1',
          thread: name,
        })),
    );
  }

  books(): Books {
    this.noteSpools();
    const present = existsSync(this.serviceDirectory) ? readdirSync(this.serviceDirectory) : [];
    return {
      emitted: this.journal().map(({ spanId }) => spanId),
      taken: this.endpoint.taken,
      spools: [...this.#spools.values()],
      present: new Set(present),
    };
  }

  account(): Promise<Account> {
    return balance(this.books());
  }

  /** Entries of the journal that are nowhere. */
  lost(): JournalEntry[] {
    const lost = new Set(lostSpans(this.books()));
    return this.journal().filter(({ spanId }) => lost.has(spanId));
  }

  /** Bytes that applications found damaged, by their ledgers. */
  damagedBytes(): number {
    this.noteSpools();
    return [...this.#spools.values()].reduce((sum, { ledger }) => sum + (ledger?.damagedBytes ?? 0), 0);
  }

  /** Lost spans that a process killed on the spot has no right to lose: decision 0007. */
  lostTooMuch(): JournalEntry[] {
    const threads = Map.groupBy(this.journal(), ({ thread }) => thread).values();
    const mayBeLost = new Set([...threads].flatMap(heldAtTheEnd).map(({ spanId }) => spanId));
    return this.lost().filter(({ spanId }) => !mayBeLost.has(spanId));
  }

  async close(): Promise<void> {
    for (const app of this.#apps) if (app.exitCode === null && app.signalCode === null) app.kill('SIGKILL');
    await this.endpoint.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #journalDirectory(): string {
    return join(this.directory, 'journal');
  }

  #environment(withSonde: boolean): Record<string, string> {
    const base = {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: join(tmpdir(), 'sonde-faults-compiled'),
    };
    if (!withSonde) return base;
    mkdirSync(this.#journalDirectory, { recursive: true });
    return {
      ...base,
      JOURNAL: this.#journalDirectory,
      SONDE_HOME: this.home,
      SONDE_SERVICE: SERVICE,
      SONDE_ENDPOINT: this.endpoint.url,
      SONDE_DRAIN_MS: '60000',
      SONDE_INSTRUMENTATIONS: 'none',
    };
  }
}

/** As many as `HeldSpans` holds. */
const HELD_MAX = 512;
/** Encoded spans of 128 bytes and more that a segment's stage of 64 KiB has room for, before they are written. */
const STAGED_MAX = 512;
/** A turn encodes 32 spans of those at least. */
const ENCODING_TURNS_MAX = HELD_MAX / 32;
const PATIENCE_MS = 60_000;

/**
 * What was not written yet: the last turn; of many spans those held and staged, but nothing before an error, which is written
 * with all that came before it unless errors are many themselves.
 */
function heldAtTheEnd(entries: readonly JournalEntry[]): JournalEntry[] {
  const lastTurn = entries.at(-1)?.turn ?? 0;
  if (!isMany(entries)) return entries.filter(({ turn }) => turn >= lastTurn - 1);
  const errors = entries.filter(({ isError }) => isError);
  const written = isMany(errors)
    ? undefined
    : errors.findLast(({ turn }) => turn < lastTurn - ENCODING_TURNS_MAX);
  const firstHeld = Math.max(
    entries.length - HELD_MAX - STAGED_MAX,
    written === undefined ? 0 : entries.indexOf(written) + 1,
  );
  return entries.filter(({ turn }, index) => index >= firstHeld || turn >= lastTurn - 1);
}

/** True for spans of which twenty ever came within 100 ms. */
function isMany(entries: readonly JournalEntry[]): boolean {
  return entries.some(
    ({ turnMs }, index) => turnMs - (entries[index - 19]?.turnMs ?? Number.NEGATIVE_INFINITY) < 100,
  );
}

/** Waits for what is certain to come. @throws when it has not come after a minute. */
export async function until(condition: () => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!condition()) {
    if (performance.now() - startedMs > PATIENCE_MS) throw new Error(`waited in vain: ${condition}`);
    await sleep(10);
  }
}
