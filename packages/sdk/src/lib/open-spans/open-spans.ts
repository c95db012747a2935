/** The spans that are open now, to be told of when the process, or Sonde, ends before them. */
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_SONDE_ENDED_BY } from '@sonde/conventions';
import { operationOf } from '@sonde/observe';
import type { WritableSpan } from '../held-spans.ts';

/** What ended the process, or the telemetry of it. */
export type EndedBy = 'process_exit' | 'signal' | 'uncaught' | 'shutdown';

/** A span of the SDK: what it is called with, and what is written. */
export type OpenSpan = Span & WritableSpan;

/** Beyond them the one that is longest in its slot makes room: spans that are never ended must not gather. */
const OPEN_MAX = 10_000;

/** Holds them by slots whose number each span carries: 10 ns a span, a `Set` takes 60. */
export class OpenSpans {
  readonly #slot = Symbol('sonde.open.slot');
  readonly #spans: OpenSpan[] = [];
  #nextToGo = 0;
  /** Spans that made room for others. */
  forgottenCount = 0;

  get count(): number {
    return this.#spans.length;
  }

  add(span: OpenSpan): void {
    if (this.#slotOf(span) !== undefined) return;
    if (this.#spans.length >= OPEN_MAX) return this.#replaceOne(span);
    this.#put(span, this.#spans.length);
  }

  delete(span: object): void {
    const slot = this.#slotOf(span);
    if (slot === undefined) return;
    this.#setSlot(span, undefined);
    const last = this.#spans.pop();
    if (last !== undefined && last !== span) this.#put(last, slot);
  }

  /** Those that were started before a time, the oldest first: ancestors come before what they called. */
  startedBefore(timeMs: number): OpenSpan[] {
    return this.#spans.filter((span) => startMs(span) <= timeMs).sort((a, b) => startMs(a) - startMs(b));
  }

  /** Ends all of them, what was called before those that called it; a crash fails them. */
  endAll(endedBy: EndedBy): void {
    for (const span of this.startedBefore(Number.POSITIVE_INFINITY).reverse()) {
      span.setAttribute(ATTR_SONDE_ENDED_BY, endedBy);
      if (endedBy === 'uncaught')
        span.setStatus({ code: SpanStatusCode.ERROR, message: 'the process ended by an uncaught error' });
      const operation = operationOf(span);
      if (operation === undefined) span.end();
      else operation.end();
    }
  }

  #replaceOne(span: OpenSpan): void {
    const slot = this.#nextToGo;
    this.#nextToGo = (slot + 1) % OPEN_MAX;
    const gone = this.#spans[slot];
    if (gone !== undefined) this.#setSlot(gone, undefined);
    this.forgottenCount += 1;
    this.#put(span, slot);
  }

  #put(span: OpenSpan, slot: number): void {
    this.#spans[slot] = span;
    this.#setSlot(span, slot);
  }

  #slotOf(span: object): number | undefined {
    return (span as { [slot: symbol]: number | undefined })[this.#slot];
  }

  #setSlot(span: object, slot: number | undefined): void {
    (span as { [slot: symbol]: number | undefined })[this.#slot] = slot;
  }
}

function startMs({ startTime: [seconds, nanos] }: OpenSpan): number {
  return seconds * 1e3 + nanos / 1e6;
}
