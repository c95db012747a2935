/** Sonde's encoder, on spans of the same OpenTelemetry SDK, without redaction. */
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { ByteWriter, type EncodableSpan, encodeSpan } from '@sonde/otlp';
import { endedSpans } from '../../lib/ended-spans.ts';
import type { EncoderModule } from '../../suites/sdk/encoder.ts';

export const encoderOf: EncoderModule['encoderOf'] = (contents) => {
  const provider = new TracerProvider();
  const spans = endedSpans(provider.getTracer('bench'), contents) as unknown as EncodableSpan[];
  const into = new ByteWriter();
  return () => {
    let bytes = 0;
    for (const span of spans) {
      into.reset();
      encodeSpan(span, into);
      bytes += into.length;
    }
    return bytes;
  };
};
