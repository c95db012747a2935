/** Loki beside OpenTelemetry, by the settings. */
import { join } from 'node:path';
import type { SondeSettings } from '../config/settings-table.ts';
import { folderName, homeDirectory } from '../home.ts';
import type { Outlet } from '../outlet.ts';
import { serviceNameOf } from '../resource.ts';
import { LokiLogProcessor } from './loki-log-processor.ts';
import { LokiOutlet } from './loki-outlet.ts';
import { lokiTarget } from './loki-push.ts';

/** A running way to Loki. */
export interface Loki {
  readonly processor: LokiLogProcessor;
  readonly outlet: LokiOutlet;
}

/** Directory of the lines of a service that are not at Loki yet. */
export function lokiDirectory(home: string, service: string): string {
  return join(home, 'loki', folderName(service));
}

/** Starts it; undefined where it is switched off. */
export function startLoki(settings: SondeSettings, redact: (value: unknown) => unknown): Loki | undefined {
  const { lokiEnabled, lokiUrl, lokiBatchSize: batchSize, durability, timeoutMs } = settings;
  if (!lokiEnabled) return undefined;
  const outlet = new LokiOutlet({
    target: lokiTarget(lokiUrl, { timeoutMs }),
    batchSize,
    ...(durability === 'memory'
      ? {}
      : { directory: lokiDirectory(homeDirectory(settings.home), serviceNameOf(settings)) }),
  });
  return { outlet, processor: new LokiLogProcessor(outlet, redact) };
}

/** The way out, with Loki beside it: flushed, drained and closed together. */
export function withLoki(outlet: Outlet, loki: Loki | undefined): Outlet {
  if (loki === undefined) return outlet;
  return {
    ...outlet,
    flush: () => {
      outlet.flush();
      loki.outlet.write();
    },
    drain: async (withinMs) => {
      await Promise.all([outlet.drain(withinMs), loki.outlet.flush(withinMs)]);
    },
    close: () => {
      outlet.close();
      loki.outlet.close();
    },
  };
}
