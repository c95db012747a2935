// The provider of the application, of the 2.x line.
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

export const exporter = new InMemorySpanExporter();

export function registerProvider(further) {
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), ...further] }).register();
}
