/** Encodes small and large spans with our encoder and with the official serializer, in one run. */
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ByteWriter, encodeRequest, encodeResource, encodeScope, encodeSpan } from '@sonde/otlp';

const exporter = new InMemorySpanExporter();
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer(
  'bench',
  '1.0.0',
);

function spans(count: number, textBytes: number): ReadableSpan[] {
  exporter.reset();
  for (let i = 0; i < count; i++) {
    const span = tracer.startSpan(`execute_tool search ${i}`, {
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'search',
        'sonde.layer': 'tool',
        'sonde.sequence': i,
        'sonde.cost': i * 0.25,
        'sonde.cached': i % 2 === 0,
        ...(textBytes > 0 && { 'gen_ai.tool.call.arguments': 'lorem ipsum dolor '.repeat(textBytes / 18) }),
      },
    });
    span.end();
  }
  return exporter.getFinishedSpans();
}

/** Best of many rounds, in ns per span: the machine is shared, the floor is what the code costs. */
function nsPerSpan(count: number, work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 60; round++) {
    const start = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  return Math.round(best);
}

for (const [name, count, textBytes] of [
  ['small', 512, 0],
  ['10 KB', 128, 10_000],
] as const) {
  const batch = spans(count, textBytes);
  const first = batch[0] as ReadableSpan;
  const resource = encodeResource(first.resource);
  const scope = encodeScope(first.instrumentationScope);
  const into = new ByteWriter();
  const encodeAlone = (): void => {
    for (const span of batch) {
      into.reset();
      encodeSpan(span, into);
    }
  };
  const encodeWhole = (): Uint8Array => {
    const records = batch.map((span) => {
      into.reset();
      encodeSpan(span, into);
      return { resource, scope, record: into.copy() };
    });
    return encodeRequest('traces', records);
  };
  const upstream = (): Uint8Array => ProtobufTraceSerializer.serializeRequest(batch) as Uint8Array;
  console.log(
    name,
    'span:',
    `encodeSpan ${nsPerSpan(count, encodeAlone)} ns,`,
    `to a request ${nsPerSpan(count, encodeWhole)} ns,`,
    `otlp-transformer ${nsPerSpan(count, upstream)} ns,`,
    `bytes ${Math.round(encodeWhole().length / count)} against ${Math.round(upstream().length / count)}`,
  );
}
