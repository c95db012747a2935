/** Sonde's span processor where a `NodeSDK` owns the provider: its end is the end of Sonde. */
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SondeSpanProcessor } from '../sonde-span-processor.ts';

export class SpanProcessorOfNodeSdk implements SpanProcessor {
  readonly #inner: SondeSpanProcessor;
  readonly #end: () => Promise<void>;

  constructor(inner: SondeSpanProcessor, end: () => Promise<void>) {
    this.#inner = inner;
    this.#end = end;
  }

  onStart(span: Span, parentContext: Context): void {
    this.#inner.onStart(span, parentContext);
  }

  onEnding(span: Span): void {
    this.#inner.onEnding(span);
  }

  onEnd(span: ReadableSpan): void {
    this.#inner.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#end();
  }
}
