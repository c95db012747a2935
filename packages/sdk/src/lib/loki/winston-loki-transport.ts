/** Winston lines straight to Loki, with the options of the package winston-loki. */
import type { Agent } from 'node:http';
import { context, trace } from '@opentelemetry/api';
import { capture, errorType, runtime } from '@sonde/observe';
import { createRedactor } from '@sonde/redaction';
import Transport, { type TransportStreamOptions } from 'winston-transport';
import { applicationPackage } from '../config/environment.ts';
import { guarded } from '../guarded.ts';
import { homeDirectory } from '../home.ts';
import { lineAsText } from '../logs/line.ts';
import { lineOfWinston } from '../logs/winston-line.ts';
import { boundedJson, severityName } from './loki-entry.ts';
import { type LokiCounts, LokiOutlet } from './loki-outlet.ts';
import { lokiTarget } from './loki-push.ts';
import { lokiDirectory } from './start-loki.ts';
import { StreamLabels } from './stream-labels.ts';

/** Options of the package winston-loki, and a few more. */
export interface SondeLokiTransportOptions extends TransportStreamOptions {
  /** Base URL of Loki (`http://localhost:3100`). User and password in it are used for basic authentication. */
  readonly host?: string;
  /** `user:password`. */
  readonly basicAuth?: string;
  readonly headers?: object;
  /** Longest wait of a line for others, in s (1). */
  readonly interval?: number;
  /** False sends each line by itself. */
  readonly batching?: boolean;
  /** Labels of every line, such as the service; ids do not belong here. */
  readonly labels?: object;
  /** Time of the line is when it was logged (true), or its `timestamp`. */
  readonly replaceTimestamp?: boolean;
  /** How long a request may take, in ms (10,000). */
  readonly timeout?: number;
  readonly httpAgent?: Agent | boolean;
  readonly httpsAgent?: Agent | boolean;
  /** Fields of a line become structured metadata, however many values they have. */
  readonly useWinstonMetaAsLabels?: boolean;
  readonly ignoredMeta?: string[];
  readonly onConnectionError?: (error: unknown) => void;
  /** Accepted and without effect: requests are JSON, lines stay until they are delivered, the process ends as it would. */
  readonly json?: boolean;
  readonly clearOnError?: boolean;
  readonly gracefulShutdown?: boolean;
  /** Lines of one request (10). */
  readonly batchSize?: number;
  /** Directory for lines that are not sent yet (in the home of Sonde); false keeps them in memory alone. */
  readonly directory?: string | false;
  /** Masks secrets and personal data (true). */
  readonly redaction?: boolean;
}

const MESSAGE = Symbol.for('message');
const FLUSH_MS = 2_000;
const BATCH_SIZE = 10;

/**
 * A winston transport that loses no last batch: every line is on disk in the turn of the loop that logged it, sent in
 * batches, and kept there until Loki has it, by this process or the next one.
 *
 * @example
 * const logger = createLogger({ transports: [new SondeLokiTransport({ host: 'http://loki:3100', labels: { service_name: 'atlas' } })] });
 */
export class SondeLokiTransport extends Transport {
  readonly #options: SondeLokiTransportOptions;
  readonly #outlet: LokiOutlet;
  readonly #labels: StreamLabels;
  readonly #redact: (value: unknown) => unknown;

  constructor(options: SondeLokiTransportOptions = {}) {
    super(options);
    this.#options = options;
    const { labels = {}, redaction = true } = options;
    const redactor = redaction ? createRedactor() : undefined;
    this.#redact = (value) => redactor?.value(value) ?? value;
    this.#labels = new StreamLabels(this.#redact(labels) as object);
    this.#outlet = new LokiOutlet(outletOptions(options));
    process.once('beforeExit', this.#onBeforeExit);
    process.on('exit', this.#onExit);
  }

  /** What became of the lines. */
  get counts(): LokiCounts {
    return this.#outlet.counts;
  }

  override log(info: Readonly<Record<string | symbol, unknown>>, done: () => void): void {
    try {
      this.#push(info);
    } catch (error) {
      runtime.onInternalError('log to loki', error);
    }
    setImmediate(() => this.emit('logged', info));
    done();
  }

  /**
   * Sends everything that was logged.
   *
   * @param withinMs - Gives up after that long (2,000); what is left stays on disk.
   */
  async flush(withinMs: number = FLUSH_MS): Promise<null> {
    const isDone = await this.#outlet.flush(withinMs);
    if (!isDone) this.#tellWaiting();
    return null;
  }

  /** Called at the end of the logger, before it says that it has finished. */
  override _final(done: () => void): void {
    void this.flush().then(() => {
      this.#end();
      done();
    });
  }

  /** Called when the transport is taken out of its logger: sends and stops. */
  override close(): void {
    void this.flush().then(() => this.#end());
  }

  readonly #onBeforeExit = () => void this.flush();
  readonly #onExit = () => this.#outlet.close();

  /** Code of the application: what it throws must not end the process. */
  #tellWaiting(): void {
    const error = new Error(`${this.#outlet.counts.waiting} lines wait for Loki`);
    guarded('onConnectionError', () => this.#options.onConnectionError?.(error));
  }

  #end(): void {
    this.#outlet.close();
    process.off('exit', this.#onExit).off('beforeExit', this.#onBeforeExit);
  }

  #push(info: Readonly<Record<string | symbol, unknown>>): void {
    const line = lineOfWinston(info);
    const { labels: ownLabels, label, timestamp, ...rest } = line.fields;
    const {
      ignoredMeta = [],
      useWinstonMetaAsLabels = false,
      format,
      replaceTimestamp = true,
    } = this.#options;
    const fields = Object.fromEntries(Object.entries(rest).filter(([key]) => !ignoredMeta.includes(key)));
    const { labels, overflow } = this.#labels.of(
      severityName(line.severityNumber),
      this.#redact(ownLabels ?? jobOf(label)),
    );
    const meta = useWinstonMetaAsLabels ? textFields(fields) : {};
    const written = format === undefined ? undefined : info[MESSAGE];
    const told = this.#redact(JSON.parse(lineAsText({ ...line, fields })));
    const { time: _, ...values } = told as Readonly<Record<string, unknown>>;
    this.#outlet.push({
      labels,
      time: `${timeMs(replaceTimestamp ? undefined : timestamp)}000000`,
      line: typeof written === 'string' ? String(this.#redact(written)) : boundedJson(values),
      metadata: this.#redact({
        ...traceFields(),
        ...errorFields(line.error),
        ...overflow,
        ...meta,
      }) as Record<string, string>,
    });
  }
}

function outletOptions(options: SondeLokiTransportOptions): ConstructorParameters<typeof LokiOutlet>[0] {
  const {
    host = 'http://localhost:3100',
    headers = {},
    timeout,
    interval,
    batching = true,
    directory,
  } = options;
  const agent = host.startsWith('https:') ? options.httpsAgent : options.httpAgent;
  return {
    target: lokiTarget(host, {
      headers: headers as Record<string, string>,
      basicAuth: options.basicAuth,
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      ...(typeof agent === 'object' ? { agent } : {}),
    }),
    batchSize: batching ? (options.batchSize ?? BATCH_SIZE) : 1,
    intervalMs: interval === undefined ? undefined : interval * 1_000,
    directory: directory === false ? undefined : (directory ?? defaultDirectory(host)),
  };
}

/** Lines of one application to one Loki: what another left must not come here. */
function defaultDirectory(host: string): string {
  return lokiDirectory(homeDirectory(), `${applicationPackage().name ?? 'winston'} ${new URL(host).host}`);
}

function jobOf(label: unknown): object {
  return typeof label === 'string' ? { job: label } : {};
}

function traceFields(): Record<string, string> {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function errorFields(error: unknown): Record<string, string> {
  return error === undefined ? {} : { exception_type: errorType(error) };
}

function textFields(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(fields).map(([key, value]) => {
    const captured = capture(value, 1_024);
    return [key, typeof captured === 'string' ? captured : JSON.stringify(captured)];
  });
  return Object.fromEntries(texts);
}

function timeMs(timestamp: unknown): number {
  const written = timestamp === undefined ? Number.NaN : new Date(timestamp as string).getTime();
  return Number.isNaN(written) ? Date.now() : written;
}
