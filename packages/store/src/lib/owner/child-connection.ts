/** One life of the child process, and the calls it has to answer. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SondeError } from '@sonde/conventions';
import type { FramePosition } from '@sonde/otlp/segments';
import {
  type ChildAnswer,
  type ChildMethod,
  type ChildOptions,
  type ChildRequest,
  errorFrom,
} from '../child/messages.ts';

/** What happens to the child. */
export interface ChildHandlers {
  readonly onOpen: () => void;
  readonly onIndexed: (end: FramePosition) => void;
  readonly onFailure: (message: string) => void;
  readonly onExit: (exit: ChildExit) => void;
}

/** How a life ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lifetimeMs: number;
  readonly stderr: string;
}

/** Raised in the calls a child leaves behind when it dies. @internal */
export class ChildDied extends Error {}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Time beyond its deadline that a call waits for the child to say so itself. */
const graceMs = 1_000;
const stderrLengthMax = 4_096;
/** Calls that may be open at once. */
const callsMax = 1_000;

/** A running child. */
export class ChildConnection {
  readonly #process: ChildProcess;
  readonly #handlers: ChildHandlers;
  readonly #calls = new Map<number, Call>();
  readonly #startedAt = performance.now();
  #nextId = 1;
  #stderr = '';

  constructor(options: ChildOptions, handlers: ChildHandlers) {
    this.#handlers = handlers;
    this.#process = fork(childFile(), [JSON.stringify(options)], {
      execArgv: runsFromSource ? ['--conditions=@sonde/source', '--no-warnings'] : [],
      // Structured clone: keeps large answers out of the quadratic line splitting of the JSON channel.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-stderrLengthMax);
    });
    this.#process.on('message', (message) => this.#receive(message as ChildAnswer));
    this.#process.on('error', () => this.#process.kill('SIGKILL'));
    this.#process.once('exit', (code, signal) => this.#exited(code, signal));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Says that the log has grown. */
  nudge(): void {
    this.#send({ type: 'nudge' });
  }

  /**
   * Asks the child.
   *
   * @throws what the child answers; ChildDied; SondeError STORE_DEADLINE_EXCEEDED; the signal's reason.
   */
  call(method: ChildMethod, query: unknown, deadlineMs: number, signal?: AbortSignal): Promise<unknown> {
    if (this.#calls.size >= callsMax)
      return Promise.reject(new SondeError('STORE_UNAVAILABLE', `${callsMax} queries are running already`));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const giveUp = (error: unknown) => {
        this.#send({ type: 'cancel', id });
        settle(() => reject(error));
      };
      const onAbort = () => giveUp(signal?.reason);
      const late = () =>
        giveUp(new SondeError('STORE_DEADLINE_EXCEEDED', `${method} was given ${deadlineMs} ms`));
      const timer = setTimeout(late, deadlineMs + graceMs);
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#calls.delete(id);
        finish();
      };
      this.#calls.set(id, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#send({ type: 'call', id, method, query, deadlineMs });
    });
  }

  /** Ends the child and waits for its end. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  }

  #receive(message: ChildAnswer): void {
    if (message.type === 'open') this.#handlers.onOpen();
    else if (message.type === 'indexed') this.#handlers.onIndexed(message.end);
    else if (message.type === 'failure') this.#handlers.onFailure(message.message);
    else if (message.error) this.#calls.get(message.id)?.reject(errorFrom(message.error));
    else this.#calls.get(message.id)?.resolve(message.value);
  }

  #exited(code: number | null, signal: string | null): void {
    for (const call of [...this.#calls.values()]) call.reject(new ChildDied('the store process ended'));
    const lifetimeMs = performance.now() - this.#startedAt;
    this.#handlers.onExit({ code, signal, lifetimeMs, stderr: this.#stderr });
  }

  #send(message: ChildRequest): void {
    // The callback takes the error of a channel that closed meanwhile; the exit rejects what is open.
    if (this.#process.connected) this.#process.send(message, undefined, undefined, () => undefined);
  }
}

const runsFromSource = import.meta.url.endsWith('.ts');

function childFile(): string {
  const file = runsFromSource ? '../child/store-child.ts' : '../child/store-child.js';
  return fileURLToPath(new URL(file, import.meta.url));
}
