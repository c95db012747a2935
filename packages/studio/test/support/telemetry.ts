/** Telemetry that tests can count: each span and log has an id of its own. */
import { decodeJsonRequest, encodeRecords, type RawRecord, type Signal } from '@sonde/otlp';

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

const attribute = (key: string, value: unknown = { stringValue: 'x' }) => ({ key, value });

/** One OTLP/JSON request with one record, whose resource, scope and record carry these attributes. */
export function requestOf(signal: Signal, keys: readonly string[] = ['k'], value?: unknown): string {
  const attributes = keys.map((key) => attribute(key, value));
  const resource = { attributes };
  const scope = { name: 's', attributes };
  const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  const body = {
    traces: {
      resourceSpans: [
        {
          resource,
          scopeSpans: [
            {
              scope,
              spans: [
                { ...ids, name: 'n', kind: 1, startTimeUnixNano: '1', endTimeUnixNano: '2', attributes },
              ],
            },
          ],
        },
      ],
    },
    logs: {
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              scope,
              logRecords: [{ ...ids, timeUnixNano: '1', body: { kvlistValue: { values: attributes } } }],
            },
          ],
        },
      ],
    },
    metrics: {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [
            {
              scope,
              metrics: [
                { name: 'm', gauge: { dataPoints: [{ timeUnixNano: '1', asInt: '3', attributes }] } },
              ],
            },
          ],
        },
      ],
    },
  };
  return JSON.stringify(body[signal]);
}
