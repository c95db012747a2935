/** Keeps `open.json` true to the spans that are open for long: after SIGKILL it is all that tells of them. */
import { TraceFlags } from '@opentelemetry/api';
import type { RawRecord } from '@sonde/otlp';
import { touchOpenSpans, writeOpenSpans } from '@sonde/otlp/segments';
import { guarded } from '../guarded.ts';
import type { TelemetryWriter } from '../telemetry-writer.ts';
import type { OpenSpan, OpenSpans } from './open-spans.ts';

/** What the keeper works with. */
export interface OpenSpansKeeperOptions {
  readonly spans: OpenSpans;
  readonly writer: TelemetryWriter;
  /** Of this process's spool. */
  readonly directory: string;
}

/** Between two looks; what is shorter is told after a crash by its parents alone. */
const INTERVAL_MS = 1_000;
const SPANS_MAX = 100;
const BYTES_MAX = 256 * 1_024;

/** Looks once a second, writes only when the set has changed, and touches the file as long as it has not. */
export class OpenSpansKeeper {
  readonly #options: OpenSpansKeeperOptions;
  readonly #timer: NodeJS.Timeout;
  #written: readonly OpenSpan[] = [];
  /** Open spans that the file had no room for, when last written. */
  leftOutCount = 0;

  constructor(options: OpenSpansKeeperOptions) {
    this.#options = options;
    this.#timer = setInterval(() => guarded('keep open spans', () => this.#keep()), INTERVAL_MS).unref();
  }

  /** Removes the file: everything is told now. */
  close(): void {
    clearInterval(this.#timer);
    if (this.#written.length > 0) guarded('keep open spans', () => this.#write([]));
  }

  #keep(): void {
    const { spans, directory } = this.#options;
    if (spans.count === 0 && this.#written.length === 0) return;
    const open = spans.startedBefore(Date.now() - INTERVAL_MS).filter(isSampled);
    if (!isSame(open, this.#written)) this.#write(open);
    else if (open.length > 0) touchOpenSpans(directory);
  }

  #write(open: readonly OpenSpan[]): void {
    const { writer, directory } = this.#options;
    const records: RawRecord[] = [];
    let leftBytes = BYTES_MAX;
    for (const span of open.slice(0, SPANS_MAX)) {
      const record = writer.openRecord(span);
      leftBytes -= record.record.length;
      if (leftBytes < 0) break;
      records.push(record);
    }
    this.#written = open;
    this.leftOutCount = open.length - records.length;
    writeOpenSpans(directory, records);
  }
}

function isSampled(span: OpenSpan): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
