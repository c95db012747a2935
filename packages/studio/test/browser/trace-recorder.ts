/** Collects the spans and logs of one trace while a test writes it down. */
import type { LogEntry, SpanDetail } from '@sonde/store/reader';
import { hexOf, span } from './telemetry.ts';

/** What is told of a span; the recorder knows the rest. */
export type GivenSpan = Partial<SpanDetail> & Pick<SpanDetail, 'name'>;

const resource = {
  'service.name': 'atlas',
  'service.version': '1.4.0',
  'vcs.ref.head.revision': '9f2c1ab',
  'process.runtime.name': 'nodejs',
  'demo.llm.mode': 'simulated',
};

/** One trace in the making. */
export class TraceRecorder {
  readonly spans: SpanDetail[] = [];
  readonly logs: LogEntry[] = [];
  readonly #random: () => number;
  readonly #sessionId: string;
  readonly #traceId: string;

  /** @param random - Source of the ids. */
  constructor(random: () => number, sessionId: string) {
    this.#random = random;
    this.#sessionId = sessionId;
    this.#traceId = hexOf(random, 32);
  }

  /** Adds a span below another, or the root. */
  span(given: GivenSpan, parent?: SpanDetail): SpanDetail {
    const made = span({
      traceId: this.#traceId,
      spanId: hexOf(this.#random, 16),
      parentSpanId: parent?.spanId ?? '',
      resource,
      ...given,
      attributes: { 'session.id': this.#sessionId, ...given.attributes },
    });
    this.spans.push(made);
    return made;
  }

  /** Adds a log of a span. */
  log(at: SpanDetail, offsetMs: number, given: Pick<LogEntry, 'severity' | 'message'>, eventName = ''): void {
    this.logs.push({
      id: `${this.#traceId}${this.logs.length}`,
      timeMs: at.startMs + offsetMs,
      eventName,
      service: at.service,
      traceId: at.traceId,
      spanId: at.spanId,
      attributes: { component: 'atlas' },
      ...given,
    });
  }
}
