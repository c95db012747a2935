/** Spans that have ended and wait to be encoded: few, and little content. */
import type { EncodableSpan } from '@sonde/otlp';

/** A resource as every signal of the OpenTelemetry SDK carries it. */
export interface CarriedResource {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly schemaUrl?: string | undefined;
}

/** A scope as every signal carries it. */
export interface CarriedScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** A span that has ended. */
export type WritableSpan = EncodableSpan & {
  readonly resource: CarriedResource;
  readonly instrumentationScope: CarriedScope;
};

const COUNT_MAX = 512;
/** 2 MB of memory in the worst case. */
const CONTENT_UNITS_MAX = 1_024 * 1_024;

/** A queue that says when it is full; what is full is encoded before more is added. */
export class HeldSpans {
  #spans: (WritableSpan | undefined)[] = [];
  #units: number[] = [];
  #first = 0;
  #contentUnits = 0;

  get count(): number {
    return this.#spans.length - this.#first;
  }

  get isFull(): boolean {
    return this.count >= COUNT_MAX || this.#contentUnits >= CONTENT_UNITS_MAX;
  }

  add(span: WritableSpan, contentUnits: number): void {
    this.#spans.push(span);
    this.#units.push(contentUnits);
    this.#contentUnits += contentUnits;
  }

  /** The span that has waited longest. */
  take(): WritableSpan | undefined {
    const span = this.#spans[this.#first];
    if (span === undefined) return undefined;
    this.#contentUnits -= this.#units[this.#first] ?? 0;
    this.#spans[this.#first] = undefined;
    this.#first += 1;
    if (this.#first === this.#spans.length) this.#clear();
    else if (this.#first >= COUNT_MAX) this.#compact();
    return span;
  }

  #clear(): void {
    this.#spans.length = 0;
    this.#units.length = 0;
    this.#first = 0;
  }

  /** In a burst it is never empty: what was taken must not gather. */
  #compact(): void {
    this.#spans = this.#spans.slice(this.#first);
    this.#units = this.#units.slice(this.#first);
    this.#first = 0;
  }
}
