/** Every view of the viewer by name, with an address that has something to show. */
import type { Telemetry } from './scripted-telemetry.ts';

/** Addresses by name. */
export function viewsOf({ spans, errors, findings }: Telemetry): Readonly<Record<string, string>> {
  const error = errors[0];
  const chat = spans.findLast((span) => span.kind === 'llm');
  const session = String(spans[0]?.attributes['sonde.session.id'] ?? '');
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
    'latency-finding': `/latency/${encodeURIComponent(findings[0]?.id ?? '')}`,
    sessions: '/sessions',
    session: `/sessions?id=${encodeURIComponent(session)}`,
    missing: '/no-such-view',
  };
}
