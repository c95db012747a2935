/** Sonde's metrics: accumulated beside the spans and handed over at collection, by the reader or at the exit. */
import type { HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type MetricData,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  METRIC_CHAT_MEMORY,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_SONDE_EXCEPTIONS,
  METRIC_SONDE_SENDER_LAG,
  METRIC_SONDE_SPOOL_SIZE,
  type MetricDefinition,
  metrics,
} from '@sonde/conventions';
import { type ObservedEvent, type Operation, runtime } from '@sonde/observe';
import { inTurns } from '../in-turns.ts';
import type { LedgerSnapshot } from '../spool/ledger.ts';
import { VERSION } from '../version.ts';
import { dimension } from './cell-trie.ts';
import { ledgerFigures } from './ledger-figures.ts';
import { feedsOf, type GenAiVersion, type SeriesAttributes } from './metric-feeds.ts';
import { type CollectionSpan, MetricSeries } from './metric-series.ts';
import type { OperationCell } from './operation-cell.ts';
import { SpanMetrics } from './span-metrics.ts';

/** What the metrics are made of. */
export interface SondeMetricsOptions {
  readonly resource: Resource;
  /** Names of the GenAI conventions. */
  readonly genAiVersion: GenAiVersion;
  /** Figures since the start, or since the last collection. */
  readonly temporality: AggregationTemporality;
  /** Series of one metric, the one for the rest among them. */
  readonly seriesMax: number;
  ledger(): LedgerSnapshot;
  /** Bytes of the spool on disk; undefined without one. */
  spoolBytes?(): number | undefined;
  /** Age of what the receiver has not taken, in ms; undefined without a sender. */
  senderLagMs?(): number | undefined;
}

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(metrics.map((each) => [each.name, each]));
const scope = { name: '@sonde/sdk', version: VERSION };

/** Longest work at a stretch while metrics are collected, in ms. */
const TURN_MS = 4;

/** One collection. */
interface Pass {
  readonly times: CollectionSpan;
  readonly series: readonly MetricSeries[];
  /** What had been counted when it began. */
  readonly changes: number;
}

/** Producer of Sonde's metrics. */
export class SondeMetrics implements MetricProducer {
  readonly #options: SondeMetricsOptions;
  #spans: SpanMetrics;
  #series = new Map<string, MetricSeries>();
  /** Figures of others at the last collection, which deltas are told from. */
  readonly #told = new Map<string, number>();
  #startTime: HrTime = millisToHrTime(Date.now());
  #exceptions = new Map<string, { count: number }>();
  /** Largest state told by hand since the last collection. */
  #toldStates = { bytes: 0 };
  /** The collection that runs: one that the exit cuts short is made again there. */
  #unfinished: Pass | undefined;
  #changes = 0;
  #collectedChanges = 0;

  constructor(options: SondeMetricsOptions) {
    this.#options = options;
    this.#spans = this.#newSpans();
    this.#feedToldStates();
  }

  /** Counts an ended span; must not throw. */
  span(span: ReadableSpan, operation: Operation | undefined): void {
    try {
      this.#spans.record(span, operation);
    } catch (error) {
      runtime.onInternalError('count span', error);
    }
  }

  /** Counts an exception that was reported. */
  exception({ attributes }: ObservedEvent): void {
    const series: SeriesAttributes = {
      [ATTR_SONDE_OPERATION_KIND]: dimension(attributes[ATTR_SONDE_OPERATION_KIND]),
      [ATTR_SONDE_OPERATION_NAME]: dimension(attributes[ATTR_SONDE_OPERATION_NAME]),
      [ATTR_ERROR_TYPE]: dimension(attributes[ATTR_EXCEPTION_TYPE]),
    };
    this.#changes += 1;
    this.#counter(series).count += 1;
  }

  /** Takes the size of a state that the application told, in bytes; anything else is let pass. */
  state(sizeBytes: unknown): void {
    if (typeof sizeBytes !== 'number' || !(sizeBytes > this.#toldStates.bytes)) return;
    this.#toldStates.bytes = sizeBytes;
    this.#changes += 1;
  }

  /** True when something was counted since the last collection. */
  get hasNews(): boolean {
    if (this.#unfinished !== undefined) return true;
    return this.#changes + this.#spans.recordedCount !== this.#collectedChanges;
  }

  /** In turns of some milliseconds: it runs beside the application's work. */
  async collect(): Promise<CollectionResult> {
    const { resource } = this.#options;
    try {
      return { resourceMetrics: { resource, scopeMetrics: await this.#collectInTurns() }, errors: [] };
    } catch (error) {
      runtime.onInternalError('collect metrics', error);
      return { resourceMetrics: { resource, scopeMetrics: [] }, errors: [error] };
    }
  }

  /** The same at once: for the exit, where nothing asynchronous runs any more. */
  collectNow(): ScopeMetrics[] {
    try {
      return this.#collect();
    } catch (error) {
      runtime.onInternalError('collect metrics', error);
      return [];
    }
  }

  #collect(): ScopeMetrics[] {
    const { temporality } = this.#options;
    // Cumulative figures are all told by the pass that begins now.
    const isLost = temporality === AggregationTemporality.DELTA;
    const cutShort = isLost && this.#unfinished !== undefined ? [this.#unfinished] : [];
    const passes = [...cutShort, this.#begin()];
    const collected = passes.flatMap(({ series, times }) =>
      series.flatMap((each) => each.collect(times) ?? []),
    );
    this.#finish(passes.at(-1) as Pass);
    return scoped(collected);
  }

  async #collectInTurns(): Promise<ScopeMetrics[]> {
    const pass = this.#begin();
    const pause = inTurns(TURN_MS);
    const collected: MetricData[] = [];
    for (const series of pass.series) {
      const metric = await series.collectInTurns(pass.times, pause);
      if (metric !== undefined) collected.push(metric);
    }
    this.#finish(pass);
    return scoped(collected);
  }

  /** Deltas begin anew with the pass that tells them: what is counted while it runs belongs to the next one. */
  #begin(): Pass {
    const { temporality } = this.#options;
    const times = { startTime: this.#startTime, endTime: millisToHrTime(Date.now()), temporality };
    const series = [...this.#series.values(), ...this.#ownSeries().values()];
    const pass = { times, series, changes: this.#changes + this.#spans.recordedCount };
    this.#unfinished = pass;
    if (temporality === AggregationTemporality.DELTA) this.#startAnew(times.endTime);
    return pass;
  }

  #finish({ changes, times }: Pass): void {
    this.#unfinished = undefined;
    this.#collectedChanges = changes;
    if (times.temporality === AggregationTemporality.DELTA) return;
    this.#spans.forgetStates();
    this.#toldStates.bytes = 0;
  }

  /** Deltas begin with nothing: so does the count against the limits. */
  #startAnew(startTime: HrTime): void {
    this.#changes += this.#spans.recordedCount;
    this.#startTime = startTime;
    this.#series = new Map();
    this.#exceptions = new Map();
    this.#spans = this.#newSpans();
    this.#toldStates = { bytes: 0 };
    this.#feedToldStates();
  }

  #newSpans(): SpanMetrics {
    const { seriesMax, genAiVersion } = this.#options;
    return new SpanMetrics({
      cellsMax: seriesMax,
      countsAgentCalls: genAiVersion === 'latest',
      onCell: (cell) => this.#feed(cell),
    });
  }

  #feedToldStates(): void {
    const told = this.#toldStates;
    this.#seriesOf(this.#series, METRIC_CHAT_MEMORY)?.addSource({}, () => told.bytes || undefined);
  }

  #feed(cell: OperationCell): void {
    for (const feed of feedsOf(cell.kind, this.#options.genAiVersion))
      this.#seriesOf(this.#series, feed.metric)?.addCell(feed, cell);
  }

  #counter(attributes: SeriesAttributes): { count: number } {
    const full = this.#exceptions.size >= this.#options.seriesMax;
    const key = JSON.stringify(attributes);
    const known = this.#exceptions.get(key) ?? (full ? this.#exceptions.get('') : undefined);
    if (known !== undefined) return known;
    const counter = { count: 0 };
    this.#exceptions.set(full ? '' : key, counter);
    this.#seriesOf(this.#series, METRIC_SONDE_EXCEPTIONS)?.addSource(attributes, () => counter.count);
    return counter;
  }

  /** Series of what Sonde tells of itself: made anew at each collection, with what is there. */
  #ownSeries(): Map<string, MetricSeries> {
    const own = new Map<string, MetricSeries>();
    const { spoolBytes, senderLagMs, ledger } = this.#options;
    for (const { metric, attributes, value } of ledgerFigures(ledger())) {
      const told = this.#sinceTold(`${metric}${JSON.stringify(attributes)}`, value);
      if (told > 0) this.#seriesOf(own, metric)?.addSource(attributes, () => told);
    }
    if (own.size === 0 && !this.#hasCounted) return own;
    const lagMs = senderLagMs?.();
    this.#seriesOf(own, METRIC_SONDE_SPOOL_SIZE)?.addSource({}, () => spoolBytes?.());
    this.#seriesOf(own, METRIC_SONDE_SENDER_LAG)?.addSource({}, () =>
      lagMs === undefined ? undefined : lagMs / 1e3,
    );
    this.#seriesOf(own, METRIC_PROCESS_MEMORY_USAGE)?.addSource({}, () => process.memoryUsage.rss());
    return own;
  }

  get #hasCounted(): boolean {
    return this.#changes + this.#spans.recordedCount > 0;
  }

  #sinceTold(key: string, value: number): number {
    if (this.#options.temporality === AggregationTemporality.CUMULATIVE) return value;
    const before = this.#told.get(key) ?? 0;
    this.#told.set(key, value);
    return value - before;
  }

  #seriesOf(all: Map<string, MetricSeries>, metric: string): MetricSeries | undefined {
    const known = all.get(metric);
    const definition = definitions.get(metric);
    if (known !== undefined || definition === undefined) return known;
    const series = new MetricSeries(definition, this.#options.seriesMax);
    all.set(metric, series);
    return series;
  }
}

function scoped(collected: MetricData[]): ScopeMetrics[] {
  return collected.length === 0 ? [] : [{ scope, metrics: collected }];
}
