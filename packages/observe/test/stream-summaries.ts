/** What spans tell of results that were read in pieces, in short. */
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** One span. */
export interface StreamSummary {
  readonly chunks: unknown;
  readonly endedBy: unknown;
  readonly error: unknown;
  readonly failed: boolean;
}

export function streamSummaries(spans: readonly ReadableSpan[]): StreamSummary[] {
  return spans.map(({ attributes, status }) => ({
    chunks: attributes['sonde.stream.chunks'],
    endedBy: attributes['sonde.stream.ended_by'],
    error: attributes['error.type'],
    failed: status.code === SpanStatusCode.ERROR,
  }));
}

/** The one span of a result that was read without an error. */
export function done(chunks: number, endedBy: string = 'done'): StreamSummary[] {
  return [{ chunks, endedBy, error: undefined, failed: false }];
}

/** The one span of a result that failed. */
export function failed(error: string, endedBy?: string, chunks?: number): StreamSummary[] {
  return [{ chunks, endedBy, error, failed: true }];
}
