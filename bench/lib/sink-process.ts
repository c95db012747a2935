/** Starts the sink and asks it what arrived. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What arrived in one run, each span, failure and input counted once. */
export interface SinkCounts {
  readonly spans: number;
  readonly failures: number;
  readonly inputs: number;
  readonly stacks: number;
  readonly requests: number;
  /** Bytes of the bodies as they were sent, compressed or not. */
  readonly wireBytes: number;
  /** Bytes of the bodies that hold spans, after decompression. */
  readonly traceBodyBytes: number;
  /** Bodies of more than 1 KiB after decompression, and how many of them came compressed. */
  readonly largeBodies: number;
  readonly largeCompressed: number;
  readonly unreadable: number;
}

/** A sink that runs. */
export interface Sink {
  /** Base URL of a run. */
  urlOf(run: string): string;
  counts(run: string): Promise<SinkCounts>;
  stop(): void;
}

/** Starts the sink on a free port of the loopback interface. */
export async function startSink(): Promise<Sink> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)));
  const [port] = (await once(child, 'message')) as [number];
  const urlOf = (run: string): string => `http://127.0.0.1:${port}/${run}`;
  return {
    urlOf,
    counts: async (run) => (await (await fetch(urlOf(run))).json()) as SinkCounts,
    stop: () => child.disconnect(),
  };
}
