// A program of one release: 330 calls whose times it gives itself, about LEVEL_MS each.
import { trace } from '@opentelemetry/api';

const level = Number(process.env.LEVEL_MS);
const tracer = trace.getTracer('releases');
for (let call = 0; call < 330; call += 1) {
  const durationMs = level * (1 + 0.2 * Math.sin(call * 12.9898 + (call * call) / 7));
  const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'lookup' };
  tracer.startSpan('execute_tool lookup', { startTime: 1_000_000, attributes }).end(1_000_000 + durationMs);
}
