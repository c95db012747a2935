/** Where telemetry leaves the process: the spool, with a sender if there is an endpoint; or memory where no file can be written. */
import { dirname } from 'node:path';
import { isSondeError } from '@sonde/conventions';
import type { SondeSettings } from './config/settings-table.ts';
import { homeDirectory } from './home.ts';
import { memoryOutlet } from './memory/memory-outlet.ts';
import type { StockSpans } from './memory/stock-spans.ts';
import { serviceNameOf } from './resource.ts';
import type { PostTarget } from './sender/post.ts';
import { Sender } from './sender/sender.ts';
import { SpoolAdopter } from './sender/spool-adopter.ts';
import type { Ledger } from './spool/ledger.ts';
import { Spool } from './spool/spool.ts';
import type { RecordSink } from './telemetry-writer.ts';

/** The way out. */
export interface Outlet {
  readonly sink: RecordSink;
  /** Takes spans in place of the sink. */
  readonly spans?: StockSpans;
  readonly directory: string | undefined;
  /** How long ago the sender last had sent everything, in ms; undefined without a sender. */
  readonly senderLagMs?: (() => number) | undefined;
  flush(): void;
  /** Sends what is there, for at most so long. */
  drain(withinMs: number): Promise<void>;
  close(): void;
}

/** Opens the spool, unless memory was asked for; if that cannot be, says so once and goes on in memory. */
export function openOutlet(settings: SondeSettings, ledger: Ledger): Outlet {
  const target = settings.endpoint === '' ? undefined : settings;
  if (settings.durability === 'memory') return toldMemoryOutlet(target, ledger);
  try {
    return spoolOutlet(openSpool(settings, ledger), target, ledger);
  } catch (error) {
    if (!isSondeError(error)) throw error;
    process.emitWarning(
      `${error.message} Telemetry is kept in memory, and lost when the process is killed.`,
      { type: 'SondeWarning', code: error.code },
    );
    return memoryOutlet(target, ledger);
  }
}

/** Without an endpoint memory is a dead end; without the exporter spans go by Sonde's own sender. */
function toldMemoryOutlet(target: PostTarget | undefined, ledger: Ledger): Outlet {
  const outlet = memoryOutlet(target, ledger);
  if (target === undefined)
    process.emitWarning('durability is memory and no endpoint is set: telemetry goes nowhere.', {
      type: 'SondeWarning',
      code: 'MEMORY_WITHOUT_ENDPOINT',
    });
  else if (outlet.spans === undefined)
    process.emitWarning(
      "@opentelemetry/exporter-trace-otlp-http is not installed: spans are sent by Sonde's own sender, as logs and metrics are.",
      { type: 'SondeWarning', code: 'STOCK_EXPORTER_MISSING' },
    );
  return outlet;
}

function openSpool(settings: SondeSettings, ledger: Ledger): Spool {
  const { endpoint, spoolBytesMax: bytesMax } = settings;
  return new Spool({
    home: homeDirectory(settings.home),
    service: serviceNameOf(settings),
    endpoint,
    bytesMax,
    ledger,
  });
}

function spoolOutlet(spool: Spool, target: PostTarget | undefined, ledger: Ledger): Outlet {
  const { directory } = spool;
  const sending = target === undefined ? undefined : startSending(spool, target, ledger);
  return {
    sink: spool,
    directory,
    senderLagMs: sending?.lagMs,
    flush: () => spool.flush(),
    drain: async (withinMs) => {
      spool.flush();
      await sending?.drain(withinMs);
    },
    close: () => {
      sending?.stop();
      spool.close();
    },
  };
}

interface Sending {
  readonly lagMs: () => number;
  drain(withinMs: number): Promise<void>;
  stop(): void;
}

/** Sends this process's spool, and those that dead processes left. */
function startSending(spool: Spool, target: PostTarget, ledger: Ledger): Sending {
  const { directory } = spool;
  const own = new Sender({ ...target, directory, ledger });
  spool.takenSegment = () => own.takenSegment;
  own.start();
  const adopter = new SpoolAdopter({
    serviceDirectory: dirname(directory),
    own: directory,
    target,
    ledger,
  });
  return {
    lagMs: () => own.lagMs,
    drain: async (withinMs) => {
      await Promise.all([own, adopter].map((each) => each.drain(withinMs)));
    },
    stop: () => {
      own.stop();
      adopter.stop();
    },
  };
}
