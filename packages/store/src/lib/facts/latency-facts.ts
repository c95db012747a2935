/** A latency finding as it is shown. */
import {
  ATTR_SERVICE_VERSION,
  ATTR_SONDE_LATENCY_BASELINE_MS,
  ATTR_SONDE_LATENCY_CALLS,
  ATTR_SONDE_LATENCY_CURRENT_MS,
  ATTR_SONDE_LATENCY_DETECTOR,
  ATTR_SONDE_LATENCY_DEVIATION_RATIO,
  ATTR_SONDE_LATENCY_EXEMPLARS,
  ATTR_SONDE_LATENCY_MEAN_MS,
  ATTR_SONDE_LATENCY_MEASURE,
  ATTR_SONDE_LATENCY_RELEASE_BEFORE,
  ATTR_SONDE_LATENCY_STDDEV_MS,
  ATTR_SONDE_LATENCY_WINDOW_MS,
} from '@sonde/conventions';
import type { Decoded } from '@sonde/otlp';
import type { Json, LatencyFinding } from '../reader/records.ts';
import { listOf, numberOf, structureOf, textOf } from './json-value.ts';
import { logFacts } from './log-facts.ts';
import { operationFacts } from './operation-facts.ts';
import { toMs } from './span-facts.ts';

/** Reads a finding off its event. */
export function latencyFinding(id: string, log: Decoded<'logs'>): LatencyFinding {
  const facts = logFacts(log);
  const { attributes } = log.record;
  const { operation, kind } = operationFacts(attributes, '');
  return {
    id,
    timeMs: toMs(facts.timeUnixNano),
    service: facts.service,
    operation,
    kind,
    measure: textOf(attributes, ATTR_SONDE_LATENCY_MEASURE),
    detector: textOf(attributes, ATTR_SONDE_LATENCY_DETECTOR),
    release: textOf(log.resource.attributes, ATTR_SERVICE_VERSION),
    releaseBefore: textOf(attributes, ATTR_SONDE_LATENCY_RELEASE_BEFORE),
    baselineMs: numberOf(attributes, ATTR_SONDE_LATENCY_BASELINE_MS),
    currentMs: numberOf(attributes, ATTR_SONDE_LATENCY_CURRENT_MS),
    meanMs: numberOf(attributes, ATTR_SONDE_LATENCY_MEAN_MS),
    stddevMs: numberOf(attributes, ATTR_SONDE_LATENCY_STDDEV_MS),
    deviationRatio: numberOf(attributes, ATTR_SONDE_LATENCY_DEVIATION_RATIO),
    calls: numberOf(attributes, ATTR_SONDE_LATENCY_CALLS),
    windowMs: listOf(structureOf(attributes, ATTR_SONDE_LATENCY_WINDOW_MS)).filter(
      (value) => typeof value === 'number',
    ),
    exemplars: listOf(structureOf(attributes, ATTR_SONDE_LATENCY_EXEMPLARS)).map(exemplarOf),
    traceId: facts.traceId,
  };
}

function exemplarOf(value: Json): LatencyFinding['exemplars'][number] {
  const map = (typeof value === 'object' && value !== null ? value : {}) as { readonly [key: string]: Json };
  return {
    traceId: String(map['traceId'] ?? ''),
    spanId: String(map['spanId'] ?? ''),
    durationMs: Number(map['durationMs'] ?? 0),
  };
}
