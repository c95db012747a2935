/** Every view of the viewer by name, with an address that has something to show. */
import type { Telemetry } from './telemetry.ts';

/** Addresses by name. `findingId` is the id that the store gave to a latency finding. */
export function viewsOf({ spans, errors }: Telemetry, findingId: string): Readonly<Record<string, string>> {
  const error = errors[0];
  const chat = spans.findLast((span) => span.kind === 'llm');
  const session = String(spans[0]?.attributes['session.id'] ?? '');
  return {
    overview: '/',
    traces: '/traces',
    trace: `/traces/${chat?.traceId}?span=${chat?.spanId}`,
    'trace-failed': `/traces/${error?.traceId}?span=${error?.spanId}&logs=1`,
    'trace-logs': `/traces/${error?.traceId}?tab=logs`,
    'trace-exceptions': `/traces/${error?.traceId}?tab=exceptions`,
    exceptions: '/exceptions',
    'exception-group': `/exceptions/${encodeURIComponent(error?.fingerprint ?? '')}`,
    latency: '/latency',
    'latency-finding': `/latency/${encodeURIComponent(findingId)}`,
    sessions: '/sessions',
    session: `/sessions?id=${encodeURIComponent(session)}`,
    missing: '/no-such-view',
  };
}
