/** The protobuf serialiser of OpenTelemetry 3.x. */
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { endedSpans } from '../../lib/ended-spans.ts';
import type { EncoderModule } from '../../suites/sdk/encoder.ts';

export const encoderOf: EncoderModule['encoderOf'] = (contents) => {
  const provider = new TracerProvider();
  const spans = endedSpans(provider.getTracer('bench'), contents) as unknown as ReadableSpan[];
  return () => ProtobufTraceSerializer.serializeRequest(spans)?.length ?? 0;
};
