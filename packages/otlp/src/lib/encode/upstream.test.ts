import { afterEach, describe, expect, test } from '@jest/globals';
import { TraceFlags } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  ByteWriter,
  decodeJsonRequest,
  decodeRequest,
  encodeLogRecord,
  encodeMetric,
  encodeRequest,
  encodeResource,
  encodeScope,
  encodeSpan,
  type RawRecord,
} from '@sonde/otlp';

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const resource = resourceFromAttributes({ 'service.name': 'atlas', 'service.instance.id': 'é✓' });

function raw(
  owner: { readonly resource: unknown; readonly instrumentationScope: unknown },
  encode: (into: ByteWriter) => void,
): RawRecord {
  const into = new ByteWriter(16);
  encode(into);
  return {
    resource: encodeResource(owner.resource as Parameters<typeof encodeResource>[0]),
    scope: encodeScope(owner.instrumentationScope as Parameters<typeof encodeScope>[0]),
    record: into.copy(),
  };
}

function spans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  ended.push(() => provider.shutdown());
  const tracer = provider.getTracer('tools', '1.2.3', { schemaUrl: 'https://example.com/schema' });
  const remote = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  const span = tracer.startSpan('search', {
    kind: 2,
    links: [{ context: remote, attributes: { why: 'retry' } }],
    attributes: {
      text: 'naïve ✓ 𝄞',
      long: 'lorem '.repeat(2000),
      int: -42,
      big: 2 ** 60,
      double: 0.1,
      nan: Number.NaN,
      flag: true,
      list: ['a', 'b'],
      numbers: [1, 2.5, -3],
    },
  });
  span.addEvent('chunk', { size: 3 });
  span.setStatus({ code: 2, message: 'refused' });
  span.end();
  tracer.startSpan('').end();
  return exporter.getFinishedSpans();
}

function logs(): ReadableLogRecord[] {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource,
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  ended.push(() => provider.shutdown());
  const logger = provider.getLogger('chat');
  logger.emit({
    eventName: 'chat.message',
    body: { role: 'user', parts: ['a', { n: 1 }] },
    severityNumber: 9,
  });
  logger.emit({ body: 'plain', severityText: 'WARN', attributes: { a: [1, 2], bytes: Uint8Array.of(1, 2) } });
  return exporter.getFinishedLogRecords();
}

async function metrics(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const provider = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  ended.push(() => provider.shutdown());
  const meter = provider.getMeter('chat');
  meter.createCounter('tokens', { unit: '{token}', description: 'used' }).add(5, { model: 'm' });
  meter.createUpDownCounter('load').add(-2.5);
  meter.createGauge('depth', { valueType: 0 }).record(-3);
  for (const value of [0, 0.5, 3, 2000, 1e9]) {
    meter.createHistogram('plain').record(value, { a: 'b' });
    meter.createHistogram('exponential').record(value);
  }
  await provider.forceFlush();
  return exporter.getMetrics()[0] as ResourceMetrics;
}

describe('our bytes say the same as those of the official serializers, in protobuf and JSON', () => {
  test('for spans', () => {
    const finished = spans();
    const body = encodeRequest(
      'traces',
      finished.map((span) => raw(span, (into) => encodeSpan(span, into))),
    );
    const ours = decodeRequest('traces', body);
    expect(ours).toEqual(
      decodeRequest('traces', ProtobufTraceSerializer.serializeRequest(finished) as Uint8Array),
    );
    const json = decodeJsonRequest('traces', JsonTraceSerializer.serializeRequest(finished) as Uint8Array);
    expect(withoutNaN(ours)).toEqual(withoutNaN(json));
    expect(ours).toHaveLength(2);
  });

  test('for log records', () => {
    const finished = logs();
    const body = encodeRequest(
      'logs',
      finished.map((log) => raw(log, (into) => encodeLogRecord(log, into))),
    );
    const ours = decodeRequest('logs', body);
    expect(ours).toEqual(
      decodeRequest('logs', ProtobufLogsSerializer.serializeRequest(finished) as Uint8Array),
    );
    expect(ours).toEqual(
      decodeJsonRequest('logs', JsonLogsSerializer.serializeRequest(finished) as Uint8Array),
    );
    expect(ours).toHaveLength(2);
  });

  test('for metrics of every kind', async () => {
    const collected = await metrics();
    const { scope, metrics: found } = collected.scopeMetrics[0]!;
    const owner = { resource: collected.resource, instrumentationScope: scope };
    const body = encodeRequest(
      'metrics',
      found.map((metric) => raw(owner, (into) => encodeMetric(metric, into))),
    );
    const ours = decodeRequest('metrics', body);
    expect(ours).toEqual(
      decodeRequest('metrics', ProtobufMetricsSerializer.serializeRequest(collected) as Uint8Array),
    );
    expect(ours).toEqual(
      decodeJsonRequest('metrics', JsonMetricsSerializer.serializeRequest(collected) as Uint8Array),
    );
    expect(ours.map((decoded) => decoded.record.type).sort()).toEqual([
      'exponential_histogram',
      'gauge',
      'histogram',
      'sum',
      'sum',
    ]);
  });
});

/** The official JSON serializer writes NaN as null. */
function withoutNaN(decoded: ReturnType<typeof decodeRequest<'traces'>>): unknown {
  return decoded.map((item) => ({
    ...item,
    record: { ...item.record, attributes: { ...item.record.attributes, nan: null } },
  }));
}
