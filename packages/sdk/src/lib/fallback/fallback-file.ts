/** Where events go that the spool did not take: JSON lines beside its segments, redacted, two files of 5 MB at most. */
import { readFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { capture, runtime } from '@sonde/observe';
import { appendToOwnFile } from '../own-file.ts';
import type { Ledger } from '../spool/ledger.ts';

/** One line of the file: what it takes to send the event as it was. */
export interface FallbackLine {
  readonly time: readonly [number, number];
  readonly eventName: string;
  readonly severityNumber: number;
  readonly body: unknown;
  readonly attributes: object;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly traceFlags?: number;
  readonly resource: object;
  readonly scope: { readonly name: string; readonly version?: string };
}

/** What is written, and who is told. */
export interface FallbackFileOptions {
  /** Directory of the spool. */
  readonly directory: string;
  /** Removes secrets; what is returned is written as JSON. */
  readonly redact: (value: unknown) => unknown;
  readonly ledger: Ledger;
}

const BYTES_MAX = 5 * 1_024 * 1_024;
/** As much of one event as of one captured value and its surroundings. */
const EVENT_UNITS_MAX = 256 * 1_024;

/** The fallback file of one spool. */
export class FallbackFile {
  readonly #file: string;
  readonly #redact: (value: unknown) => unknown;
  readonly #ledger: Ledger;

  constructor({ directory, redact, ledger }: FallbackFileOptions) {
    this.#file = join(directory, 'fallback.jsonl');
    this.#redact = redact;
    this.#ledger = ledger;
  }

  /** Appends one event; a disk that refuses this as well is reported, and nothing more can be done. */
  write(record: ReadableLogRecord): void {
    try {
      const line = `${JSON.stringify(this.#redact(capture(lineOf(record), EVENT_UNITS_MAX)))}\n`;
      this.#rotate();
      this.#append(line);
      this.#ledger.fellBack('written');
    } catch (error) {
      this.#ledger.fellBack('lost');
      runtime.onInternalError('fallback file', error);
    }
  }

  /** A disk that is full takes a part: half a line would spoil the next one. */
  #append(line: string): void {
    const sizeBytes = sizeOf(this.#file);
    try {
      appendToOwnFile(this.#file, line);
    } catch (error) {
      if (sizeOf(this.#file) > sizeBytes) truncateSync(this.#file, sizeBytes);
      throw error;
    }
  }

  #rotate(): void {
    if (sizeOf(this.#file) < BYTES_MAX) return;
    const older = this.#file.replace(/jsonl$/, '1.jsonl');
    this.#ledger.fellBack('lost', linesIn(older));
    renameSync(this.#file, older);
  }
}

function lineOf(record: ReadableLogRecord): FallbackLine {
  const { spanContext, instrumentationScope, resource } = record;
  const { name, version } = instrumentationScope;
  return {
    time: record.hrTime,
    eventName: record.eventName ?? '',
    severityNumber: record.severityNumber ?? 0,
    body: record.body,
    attributes: record.attributes,
    ...(spanContext === undefined
      ? {}
      : { traceId: spanContext.traceId, spanId: spanContext.spanId, traceFlags: spanContext.traceFlags }),
    resource: resource.attributes,
    scope: { name, ...(version === undefined ? {} : { version }) },
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function linesIn(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}
