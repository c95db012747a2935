/** The series of one metric: at most so many, what is beyond them in one that says so. */
import type { HrTime } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { ATTR_OTEL_METRIC_OVERFLOW, type MetricDefinition } from '@sonde/conventions';
import { addedUp, type BucketedCounts, type Histogram } from './histogram.ts';
import type { Feed, SeriesAttributes } from './metric-feeds.ts';
import type { OperationCell } from './operation-cell.ts';

/** When a collection begins and ends, and of what sort its figures are. */
export interface CollectionSpan {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly temporality: AggregationTemporality;
}

type Value = Histogram | number;

interface Series {
  readonly attributes: { readonly [name: string]: string | number | boolean };
  readonly sources: (() => Value | undefined)[];
}

const OVERFLOW = { [ATTR_OTEL_METRIC_OVERFLOW]: true } as const;

/** Series of one metric. */
export class MetricSeries {
  readonly #definition: MetricDefinition;
  readonly #seriesMax: number;
  readonly #series = new Map<string, Series>();

  constructor(definition: MetricDefinition, seriesMax: number) {
    this.#definition = definition;
    this.#seriesMax = seriesMax;
  }

  /** Lets a cell feed the series that its attributes say. */
  addCell(feed: Feed, cell: OperationCell): void {
    const attributes = cell.isOverflow ? OVERFLOW : present(feed.attributesOf(cell));
    this.#of(attributes).sources.push(() => feed.valueOf(cell));
  }

  /** Adds a figure that somebody else keeps. */
  addSource(attributes: SeriesAttributes, valueOf: () => number | undefined): void {
    this.#of(present(attributes)).sources.push(valueOf);
  }

  /** What the metric reads now; undefined when there is nothing to tell. */
  collect(times: CollectionSpan): MetricData | undefined {
    return this.#metric([...this.#points(times)], times);
  }

  /** The same, resting wherever `pause` says so: ten thousand points would hold up the application for 60 ms. */
  async collectInTurns(
    times: CollectionSpan,
    pause: () => Promise<void> | undefined,
  ): Promise<MetricData | undefined> {
    const points: object[] = [];
    for (const point of this.#points(times)) {
      points.push(point);
      const rest = pause();
      if (rest !== undefined) await rest;
    }
    return this.#metric(points, times);
  }

  #of(attributes: Series['attributes']): Series {
    const key = JSON.stringify(attributes);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    // The last place is the one for the rest.
    if (attributes !== OVERFLOW && this.#series.size >= this.#seriesMax - 1) return this.#of(OVERFLOW);
    const series = { attributes, sources: [] };
    this.#series.set(key, series);
    return series;
  }

  #metric(points: readonly object[], { temporality }: CollectionSpan): MetricData | undefined {
    return points.length === 0 ? undefined : metricData(this.#definition, temporality, points);
  }

  *#points({ startTime, endTime }: CollectionSpan): Generator<object> {
    for (const { attributes, sources } of this.#series.values()) {
      const value = this.#total(sources);
      if (value !== undefined) yield { startTime, endTime, attributes, value };
    }
  }

  #total(sources: Series['sources']): BucketedCounts | number | undefined {
    const { instrument, buckets = [] } = this.#definition;
    const histograms: Histogram[] = [];
    let total: number | undefined;
    for (const source of sources) {
      const value = source();
      if (typeof value === 'number')
        total = instrument === 'gauge' ? Math.max(total ?? value, value) : (total ?? 0) + value;
      else if (value !== undefined && value.count > 0) histograms.push(value);
    }
    return histograms.length > 0 ? addedUp(histograms, buckets) : total;
  }
}

function present(attributes: SeriesAttributes): Series['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}

const dataPointTypes = {
  histogram: DataPointType.HISTOGRAM,
  counter: DataPointType.SUM,
  gauge: DataPointType.GAUGE,
  updowncounter: DataPointType.SUM,
} as const satisfies Record<MetricDefinition['instrument'], DataPointType>;

function metricData(
  { name, doc, unit, instrument }: MetricDefinition,
  temporality: AggregationTemporality,
  dataPoints: readonly object[],
): MetricData {
  return {
    descriptor: {
      name,
      description: doc,
      unit,
      valueType: isWhole(instrument, unit) ? ValueType.INT : ValueType.DOUBLE,
    },
    aggregationTemporality: instrument === 'gauge' ? AggregationTemporality.CUMULATIVE : temporality,
    dataPointType: dataPointTypes[instrument],
    dataPoints,
    ...(instrument === 'counter' ? { isMonotonic: true } : {}),
  } as unknown as MetricData;
}

/** Money and seconds are fractions, everything else is counted. */
function isWhole(instrument: MetricDefinition['instrument'], unit: string): boolean {
  return instrument !== 'histogram' && unit !== '{USD}' && unit !== 's';
}
