/** What makes a log record the same as another: senders repeat requests whose answer they did not get. */
import type { Decoded, Resource } from '@sonde/otlp';
import { toJson, toJsonMap } from '../facts/json-value.ts';

/**
 * Texts that are equal exactly for repetitions of the records of one request.
 *
 * Clocks of a millisecond give equal lines equal times. So the how-manieth of its kind a record is in its request
 * counts as well: two equal lines of one request are two, and the same two when the request comes again.
 */
export function contentsOfLogs(logs: readonly Decoded<'logs'>[]): readonly string[] {
  const seen = new Map<string, number>();
  return logs.map((log) => {
    const content = contentOf(log);
    const ordinal = seen.get(content) ?? 0;
    seen.set(content, ordinal + 1);
    return `${ordinal} ${content}`;
  });
}

const resourceTexts = new WeakMap<Resource, string>();

function contentOf({ resource, record }: Decoded<'logs'>): string {
  const fields = [
    record.timeUnixNano.toString(),
    record.severityNumber,
    record.eventName,
    record.traceId,
    record.spanId,
    toJson(record.body),
    toJsonMap(record.attributes),
  ];
  return `${resourceText(resource)} ${JSON.stringify(fields)}`;
}

function resourceText(resource: Resource): string {
  const known = resourceTexts.get(resource);
  if (known !== undefined) return known;
  const text = JSON.stringify(toJsonMap(resource.attributes));
  resourceTexts.set(resource, text);
  return text;
}
