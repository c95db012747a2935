/** Telemetry as OTLP/JSON requests, as Sonde's SDK would send it. */
import type {
  ErrorOccurrence,
  Json,
  JsonMap,
  LatencyFinding,
  LogEntry,
  SpanDetail,
} from '@sonde/store/reader';
import type { Telemetry } from './telemetry.ts';

const spansPerRequest = 2000;
const severityNumbers = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;
const statusCodes = { unset: 0, ok: 1, error: 2 } as const;

/** Sends telemetry to a receiver, in requests of a size that exporters use. */
export async function sendTelemetry(otlpUrl: string, telemetry: Telemetry): Promise<void> {
  for (let from = 0; from < telemetry.spans.length; from += spansPerRequest)
    await post(`${otlpUrl}/v1/traces`, spansRequest(telemetry.spans.slice(from, from + spansPerRequest)));
  const records = [
    ...telemetry.logs.map((log) => logRecord(log)),
    ...telemetry.errors.map(errorRecord),
    ...telemetry.findings.map(findingRecord),
  ];
  if (records.length > 0) await post(`${otlpUrl}/v1/logs`, logsRequest(records));
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok || /rejected/i.test(answer)) throw new Error(`${url}: ${response.status} ${answer}`);
}

function spansRequest(spans: readonly SpanDetail[]) {
  const groups = Map.groupBy(spans, (span) => JSON.stringify([span.resource, span.scope]));
  return {
    resourceSpans: [...groups.values()].map((members) => ({
      resource: { attributes: keyValues(members[0]?.resource ?? {}) },
      scopeSpans: [{ scope: { name: members[0]?.scope }, spans: members.map(spanRecord) }],
    })),
  };
}

function spanRecord(span: SpanDetail) {
  const derived: JsonMap = {
    'sonde.operation.kind': span.kind,
    'sonde.operation.name': span.operation,
    'sonde.layer': span.layer,
    ...(span.model === '' ? {} : { 'gen_ai.request.model': span.model }),
    ...(span.inputTokens === 0 ? {} : { 'gen_ai.usage.input_tokens': span.inputTokens }),
    ...(span.outputTokens === 0 ? {} : { 'gen_ai.usage.output_tokens': span.outputTokens }),
    ...(span.endedBy === '' ? {} : { 'sonde.ended_by': span.endedBy }),
    ...(span.costUsd === 0 ? {} : { 'sonde.cost.usd': span.costUsd }),
  };
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: 1,
    startTimeUnixNano: nano(span.startMs),
    endTimeUnixNano: nano(span.startMs + span.durationMs),
    status: { code: statusCodes[span.status], message: span.statusMessage },
    attributes: [...keyValues(derived), ...keyValues(span.attributes)],
    events: span.events.map((event) => ({
      timeUnixNano: nano(event.timeMs),
      name: event.name,
      attributes: keyValues(event.attributes),
    })),
  };
}

function logsRequest(records: readonly (readonly [resource: JsonMap, record: object])[]) {
  const groups = Map.groupBy(records, ([resource]) => JSON.stringify(resource));
  return {
    resourceLogs: [...groups.values()].map((members) => ({
      resource: { attributes: keyValues(members[0]?.[0] ?? {}) },
      scopeLogs: [{ scope: { name: '@sonde/observe' }, logRecords: members.map(([, record]) => record) }],
    })),
  };
}

function logRecord(log: LogEntry, resource: JsonMap = {}) {
  const { service, timeMs, severity, eventName, message, traceId, spanId, attributes } = log;
  const record = {
    timeUnixNano: nano(timeMs),
    severityNumber: severityNumbers[severity],
    eventName,
    body: { stringValue: message },
    traceId,
    spanId,
    attributes: keyValues(attributes),
  };
  return [{ 'service.name': service, ...resource }, record] as const;
}

function errorRecord(error: ErrorOccurrence) {
  const attributes: JsonMap = {
    ...error.attributes,
    'exception.type': error.type,
    'exception.message': error.message,
    'exception.stacktrace': error.stacktrace,
    'session.id': error.sessionId,
    'sonde.operation.kind': error.kind,
    'sonde.operation.name': error.operation,
    'sonde.exception.fingerprint': error.fingerprint,
    'sonde.exception.causes': error.causes,
    'sonde.context.input': error.input,
    'sonde.context.ancestors': error.ancestors,
    'sonde.context.completed': error.completed,
    'sonde.context.elapsed_ms': error.elapsedMs,
  };
  return logRecord({ ...error, severity: 'error', attributes }, error.resource);
}

function findingRecord(finding: LatencyFinding) {
  const attributes: JsonMap = {
    'sonde.operation.kind': finding.kind,
    'sonde.operation.name': finding.operation,
    'sonde.latency.measure': finding.measure,
    'sonde.latency.detector': finding.detector,
    ...(finding.releaseBefore === '' ? {} : { 'sonde.latency.release_before': finding.releaseBefore }),
    'sonde.latency.baseline_ms': finding.baselineMs,
    'sonde.latency.current_ms': finding.currentMs,
    'sonde.latency.mean_ms': finding.meanMs,
    'sonde.latency.stddev_ms': finding.stddevMs,
    'sonde.latency.deviation_ratio': finding.deviationRatio,
    'sonde.latency.calls': finding.calls,
    'sonde.latency.window_ms': finding.windowMs,
    'sonde.latency.exemplars': finding.exemplars,
  };
  const message = `${finding.operation} left its baseline`;
  const record: LogEntry = {
    ...finding,
    eventName: 'sonde.latency_variance',
    severity: 'warn',
    message,
    spanId: '',
    attributes,
  };
  return logRecord(record, { 'service.version': finding.release });
}

function keyValues(map: JsonMap): readonly { readonly key: string; readonly value: object }[] {
  return Object.entries(map).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Json): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as JsonMap) } };
}

function nano(timeMs: number): string {
  return String(BigInt(Math.round(timeMs * 1000)) * 1000n);
}
