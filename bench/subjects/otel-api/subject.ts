/** The OpenTelemetry API alone: what an application pays that is observed by hand and has no SDK. */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { observeByHand } from '../../lib/observe-by-hand.ts';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ content }: SubjectOptions): Promise<Subject> {
  const tracer = trace.getTracer('bench');
  return {
    observe: (name, tool) => observeByHand(tracer, SpanStatusCode.ERROR, content, name, tool),
    flush: async () => {},
  };
}
