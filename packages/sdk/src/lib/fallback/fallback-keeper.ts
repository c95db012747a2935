/** Sees to it that no event of a failure is lost with a write that failed: it goes to the fallback file, and on from there. */
// Imported, so that a host's fake timers do not hold telemetry up.
import { setImmediate, setInterval, setTimeout } from 'node:timers';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { runtime } from '@sonde/observe';
import type { Ledger } from '../spool/ledger.ts';
import type { TelemetryWriter } from '../telemetry-writer.ts';
import type { FallbackFile } from './fallback-file.ts';
import { lostLogs, resendFallbacks } from './resend-fallbacks.ts';

/** What the keeper works with. */
export interface FallbackKeeperOptions {
  readonly file: FallbackFile;
  readonly writer: TelemetryWriter;
  readonly ledger: Ledger;
  /** This process's spool; its siblings lie beside it. */
  readonly directory: string;
}

/** Events of findings and failures begin at WARN; what is told more often is no event to keep at any price. */
const SEVERITY_MIN = 13;
/** Events held until it is known that they are written. */
const PENDING_MAX = 256;
/** A start is busy with other things. */
const FIRST_RESEND_MS = 1_000;
/** As often as dead siblings are looked for. */
const RESEND_MS = 30_000;

/** Keeps the events of one process. */
export class FallbackKeeper {
  readonly #options: FallbackKeeperOptions;
  #pending: ReadableLogRecord[] = [];
  #lostCount = 0;
  /** At the last look for files to send. */
  #lostBefore = 0;
  #checkDue: NodeJS.Immediate | undefined;
  readonly #resendTimers: readonly NodeJS.Timeout[];
  readonly #stop = new AbortController();
  #isResending = false;

  constructor(options: FallbackKeeperOptions) {
    this.#options = options;
    this.#resendTimers = [
      setTimeout(() => void this.#resend(), FIRST_RESEND_MS).unref(),
      setInterval(() => void this.#resend(), RESEND_MS).unref(),
    ];
  }

  /** To be called with every record that was handed to the writer. */
  written(record: ReadableLogRecord): void {
    if (!isKept(record)) return;
    this.#pending.push(record);
    // A spool that is closed drops at once.
    if (this.#pending.length >= PENDING_MAX || lostLogs(this.#options.ledger) > this.#lostCount)
      return this.check();
    // Within this turn: what failed is then told from what did not.
    this.#checkDue ??= setImmediate(() => this.check());
  }

  /** To be called with every record that the writer could not take. */
  refused(record: ReadableLogRecord): void {
    this.#lostCount = lostLogs(this.#options.ledger);
    if (isKept(record)) this.#options.file.write(record);
  }

  /** Writes the events down that may be among those lost since the last check. */
  check(): void {
    clearImmediate(this.#checkDue);
    this.#checkDue = undefined;
    const { ledger, file, writer } = this.#options;
    try {
      writer.flush();
    } catch (error) {
      runtime.onInternalError('write', error);
    }
    const pending = this.#pending;
    this.#pending = [];
    const lostCount = lostLogs(ledger);
    if (lostCount > this.#lostCount) for (const record of pending) file.write(record);
    this.#lostCount = lostCount;
  }

  /** The last check: what the end of the process loses is kept too. */
  close(): void {
    this.check();
    this.#stop.abort();
    for (const timer of this.#resendTimers) clearTimeout(timer);
  }

  async #resend(): Promise<void> {
    if (this.#isResending) return;
    this.#isResending = true;
    try {
      this.check();
      // What failed a moment ago would fail again.
      if (this.#lostCount === this.#lostBefore) await resendFallbacks(this.#options, this.#stop.signal);
      this.#lostBefore = lostLogs(this.#options.ledger);
    } catch (error) {
      runtime.onInternalError('resend fallback', error);
    } finally {
      this.#isResending = false;
    }
  }
}

function isKept({ eventName, severityNumber }: ReadableLogRecord): boolean {
  return eventName !== undefined && (severityNumber ?? 0) >= SEVERITY_MIN;
}
