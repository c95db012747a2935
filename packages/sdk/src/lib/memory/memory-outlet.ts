/** The way out without files: a bounded queue, and for spans the stock exporter where it is installed. */

import type { PostTarget } from '../sender/post.ts';
import type { Ledger } from '../spool/ledger.ts';
import { MemorySink } from './memory-sink.ts';
import { StockSpans, stockExporter } from './stock-spans.ts';

/** What it offers. */
export interface MemoryOutlet {
  readonly sink: MemorySink;
  /** Takes spans in place of the sink. */
  readonly spans?: StockSpans;
  readonly directory: undefined;
  flush(): void;
  drain(withinMs: number): Promise<void>;
  close(): void;
}

/**
 * Opens it.
 *
 * @param target - Where telemetry goes; without one it is held up to the bound.
 */
export function memoryOutlet(target: PostTarget | undefined, ledger: Ledger): MemoryOutlet {
  const sink = new MemorySink(ledger, target);
  const exporter = target === undefined ? undefined : stockExporter(target);
  const spans = exporter && new StockSpans(exporter, ledger);
  return {
    sink,
    ...(spans === undefined ? {} : { spans }),
    directory: undefined,
    flush: () => sink.flush(),
    drain: async (withinMs) => {
      await Promise.all([sink.drain(withinMs), spans?.drain(withinMs)]);
    },
    close: () => {
      sink.close();
      spans?.close();
    },
  };
}
