/** Sonde for tests: everything in memory, nothing on disk, and no trace of it after `stop()`. */
import {
  ATTR_SONDE_OPERATION_KIND,
  type OperationKind,
  operationKinds,
  SondeError,
} from '@sonde/conventions';
import { rememberDetail, runtime, setDetail, setResourcesRatio } from '@sonde/observe';
import type { LogRecord, SpanRecord } from '@sonde/otlp';
import { resolveOptions } from '../config/resolve-settings.ts';
import type { SondeConfig, SondeSettings } from '../config/settings-table.ts';
import { readPrices } from '../cost/read-prices.ts';
import { InternalErrors } from '../internal-errors.ts';
import { isException } from '../own-events.ts';
import { type Providers, startProviders } from '../providers.ts';
import { redactionOf } from '../redaction.ts';
import { hold, letGo, registered } from '../registration.ts';
import type { Sonde } from '../sonde.ts';
import { Ledger } from '../spool/ledger.ts';
import { assembleParts } from '../telemetry-parts.ts';
import { TelemetryWriter } from '../telemetry-writer.ts';
import { TestSink } from './test-sink.ts';

/** Settings that change what is observed. Environment and `sonde.yaml` do not count: a test is the same everywhere. */
export type TestingOptions = Pick<
  SondeConfig,
  | 'detail'
  | 'exceptions'
  | 'latency'
  | 'latencyDetector'
  | 'latencyThresholdRatio'
  | 'latencyWindowSize'
  | 'latencySamplesMin'
  | 'redaction'
  | 'redactionIpAddresses'
  | 'redactionRules'
  | 'sampler'
  | 'samplerRatio'
  | 'events'
  | 'prices'
>;

/** Which spans are meant. */
export interface SpanFilter {
  /** Kind of the operation: `tool`, `llm`, `workflow`, … */
  readonly kind?: OperationKind;
  /** Name of the operation as given to `observe`, or of the span. */
  readonly name?: string;
}

/** What the code under test made so far. */
export interface TestTelemetry {
  /** Spans that ended, in that order: children before their parents. */
  spans(filter?: SpanFilter): readonly SpanRecord[];
  /** Events, or those of one name. */
  events(name?: string): readonly LogRecord[];
  /** Log lines: records that are no events. */
  logs(): readonly LogRecord[];
  /** Exception events, one for each error. */
  exceptions(): readonly LogRecord[];
  /** Forgets what was made so far. */
  reset(): void;
  /** Takes everything out again. */
  stop(): Promise<void>;
}

/**
 * Starts Sonde for tests. A `register()` in the code under test is then answered with this one.
 *
 * @param options - What is observed (detail `full`, redacted, every trace).
 * @throws SondeError TESTING_ALREADY_STARTED when a Sonde runs in this process; CONFIG_UNKNOWN_KEY and
 * CONFIG_INVALID_VALUE.
 * @example
 * const telemetry = await startTesting();
 * await lookup('Norway');
 * expect(telemetry.spans({ kind: 'tool', name: 'lookup' })).toHaveLength(1);
 * await telemetry.stop();
 */
export async function startTesting(options: TestingOptions = {}): Promise<TestTelemetry> {
  if (registered() !== undefined)
    throw new SondeError('TESTING_ALREADY_STARTED', 'startTesting(): a Sonde runs in this process already.');
  const settings = resolveOptions({ service: 'test', instrumentations: 'none', ...options });
  const ledger = new Ledger();
  const sink = new TestSink(ledger);
  const stop = startInMemory(settings, ledger, sink);
  return {
    spans: ({ kind, name } = {}) => sink.spans.filter((span) => isOfKind(span, kind) && isNamed(span, name)),
    events: (name) => sink.logs.filter(({ eventName }) => (name ? eventName === name : eventName !== '')),
    logs: () => sink.logs.filter(({ eventName }) => eventName === ''),
    exceptions: () => sink.logs.filter(({ eventName }) => isException(eventName)),
    reset: () => sink.reset(),
    stop,
  };
}

function startInMemory(settings: SondeSettings, ledger: Ledger, sink: TestSink): () => Promise<void> {
  const prices = readPrices(settings.prices);
  const redaction = redactionOf(settings);
  const before = { ...runtime };
  const errors = new InternalErrors();
  runtime.onInternalError = errors.report;
  const restoreDetail = rememberDetail();
  setDetail(settings.detail);
  setResourcesRatio(settings.resourcesRatio);
  const writer = new TelemetryWriter(sink, ledger, redaction.text, { holds: false });
  const self = { ledger: () => ledger.snapshot(), directory: undefined };
  const providers = startProviders(assembleParts(settings, { writer, prices, self }));
  runtime.emitEvent = providers.emitEvent;
  const sonde = sondeOf(settings, { providers, ledger, errors });
  hold(sonde, { isTest: true, loggers: providers.lineProvider });
  const end = async () => {
    await providers.stop();
    Object.assign(runtime, before);
    restoreDetail();
    setResourcesRatio(0);
    letGo(sonde);
  };
  let ended: Promise<void> | undefined;
  // Once: a test that was started since is not to be stopped with it.
  return () => (ended ??= end());
}

interface Parts {
  readonly providers: Providers;
  readonly ledger: Ledger;
  readonly errors: InternalErrors;
}

function sondeOf(settings: SondeSettings, { providers, ledger, errors }: Parts): Sonde {
  const resolved = async () => {};
  return {
    settings,
    spoolDirectory: undefined,
    spanProcessors: [providers.spanProcessor],
    ledger: () => ledger.snapshot(),
    internalErrors: () => errors.snapshot(),
    flush: resolved,
    // Code under test that shuts down must not take the telemetry from the test.
    shutdown: resolved,
  };
}

function isOfKind({ attributes }: SpanRecord, kind: OperationKind | undefined): boolean {
  return kind === undefined || attributes[ATTR_SONDE_OPERATION_KIND] === kind;
}

function isNamed(span: SpanRecord, name: string | undefined): boolean {
  if (name === undefined || span.name === name) return true;
  const kind = span.attributes[ATTR_SONDE_OPERATION_KIND];
  const definition = Object.entries(operationKinds).find(([known]) => known === kind)?.[1];
  return definition !== undefined && span.attributes[definition.nameAttribute] === name;
}
