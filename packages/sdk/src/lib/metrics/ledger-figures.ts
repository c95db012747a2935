/** The ledger as figures of metrics. */
import {
  ATTR_ERROR_TYPE,
  ATTR_OTEL_COMPONENT_TYPE,
  METRIC_OTEL_SDK_EXPORTER_LOG_EXPORTED,
  METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED,
  METRIC_OTEL_SDK_PROCESSOR_LOG_PROCESSED,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_PROCESSED,
  METRIC_SONDE_RECORDS_DELIVERED,
  METRIC_SONDE_RECORDS_DROPPED,
  METRIC_SONDE_RECORDS_EMITTED,
  METRIC_SONDE_RECORDS_INHERITED,
  METRIC_SONDE_RECORDS_SAMPLED_OUT,
} from '@sonde/conventions';
import type { Signal } from '@sonde/otlp';
import type { LedgerSnapshot } from '../spool/ledger.ts';
import type { SeriesAttributes } from './metric-feeds.ts';

/** One figure that only grows. */
export interface Figure {
  readonly metric: string;
  readonly attributes: SeriesAttributes;
  readonly value: number;
}

const signals: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** Reasons that the receiver gave; all others arise before the sender. */
const byReceiver: ReadonlySet<string> = new Set(['refused', 'too_large']);

const sdkMetrics = {
  traces: [METRIC_OTEL_SDK_PROCESSOR_SPAN_PROCESSED, METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED],
  logs: [METRIC_OTEL_SDK_PROCESSOR_LOG_PROCESSED, METRIC_OTEL_SDK_EXPORTER_LOG_EXPORTED],
} as const;

/** All figures of a ledger that are not 0. */
export function ledgerFigures(ledger: LedgerSnapshot): Figure[] {
  const sampledOut: Figure = {
    metric: METRIC_SONDE_RECORDS_SAMPLED_OUT,
    attributes: { signal: 'traces' },
    value: ledger.sampledOut,
  };
  const figures = signals.flatMap((signal) => [...ownFigures(ledger, signal), ...sdkFigures(ledger, signal)]);
  return [...figures, sampledOut].filter(({ value }) => value > 0);
}

function ownFigures({ emitted, inherited, delivered, dropped }: LedgerSnapshot, signal: Signal): Figure[] {
  const drops = Object.entries(dropped[signal]).map(([reason, value]) => ({
    metric: METRIC_SONDE_RECORDS_DROPPED,
    attributes: { signal, reason },
    value,
  }));
  return [
    { metric: METRIC_SONDE_RECORDS_EMITTED, attributes: { signal }, value: emitted[signal] },
    { metric: METRIC_SONDE_RECORDS_INHERITED, attributes: { signal }, value: inherited[signal] },
    { metric: METRIC_SONDE_RECORDS_DELIVERED, attributes: { signal }, value: delivered[signal] },
    ...drops,
  ];
}

/** The same by the names that OpenTelemetry has for the telemetry of SDKs; it has none for whole metrics. */
function sdkFigures({ emitted, delivered, dropped }: LedgerSnapshot, signal: Signal): Figure[] {
  if (signal === 'metrics') return [];
  const [processed, exported] = sdkMetrics[signal];
  const drops = Object.entries(dropped[signal]);
  const lost = drops.filter(([reason]) => !byReceiver.has(reason)).reduce((sum, [, value]) => sum + value, 0);
  return [
    { metric: processed, attributes: component('spool'), value: Math.max(0, emitted[signal] - lost) },
    { metric: exported, attributes: component('sender'), value: delivered[signal] },
    ...drops.map(([reason, value]) => {
      const atReceiver = byReceiver.has(reason);
      const attributes = { ...component(atReceiver ? 'sender' : 'spool'), [ATTR_ERROR_TYPE]: reason };
      return { metric: atReceiver ? exported : processed, attributes, value };
    }),
  ];
}

function component(part: 'spool' | 'sender'): SeriesAttributes {
  return { [ATTR_OTEL_COMPONENT_TYPE]: `sonde_${part}` };
}
