/** What `register` returns: a running Sonde. */
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SondeSettings } from './config/settings-table.ts';
import type { LedgerSnapshot } from './spool/ledger.ts';

/** A running Sonde. */
export interface Sonde {
  readonly settings: SondeSettings;
  /** Directory of this process's spool; undefined when it is switched off or no file can be written. */
  readonly spoolDirectory: string | undefined;
  /**
   * For a tracer provider of one's own. From the moment they are asked for, operations get their spans from the
   * provider that is registered; before, from Sonde's.
   */
  readonly spanProcessors: readonly SpanProcessor[];
  /** What became of everything emitted so far. */
  ledger(): LedgerSnapshot;
  /** Sonde's own failures by place. */
  internalErrors(): Readonly<Record<string, { readonly count: number; readonly last: string }>>;
  /**
   * Writes everything to the spool and, with an endpoint, sends it.
   *
   * @param withinMs - How long sending may take (the `drainMs` setting).
   */
  flush(withinMs?: number): Promise<void>;
  /** Flushes, seals the spool and takes every hook out again. */
  shutdown(): Promise<void>;
}
