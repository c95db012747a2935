/** Telemetry that tests can count: each span and log has an id of its own. */
import { decodeJsonRequest, encodeRecords, type RawRecord } from '@sonde/otlp';

/** One OTLP/JSON request of `count` spans, each a trace of its own, named `<prefix>-<index>`. */
export function spanRequest(prefix: string, count: number, firstIndex = 0): string {
  const spans = Array.from({ length: count }, (_, offset) => {
    const index = firstIndex + offset;
    const id = Buffer.from(`${prefix}-${index}`).toString('hex');
    const startMs = Date.now();
    return {
      traceId: id.padEnd(32, '0').slice(-32),
      spanId: id.padEnd(32, '0').slice(-32).slice(0, 16),
      name: `${prefix}-${index}`,
      kind: 1,
      startTimeUnixNano: `${startMs}000000`,
      endTimeUnixNano: `${startMs + 5}000000`,
    };
  });
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: prefix } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans }] }] });
}

/** The same spans as records of a segment. */
export function spanRecords(prefix: string, count: number, firstIndex = 0): RawRecord[] {
  const body = Buffer.from(spanRequest(prefix, count, firstIndex));
  return encodeRecords('traces', decodeJsonRequest('traces', body));
}
