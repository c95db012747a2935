/** The part of OpenTelemetry's ReadableSpan that the processors read: the same in the 2.x and 3.x lines. */
import type { Attributes, Context, HrTime, SpanContext } from '@opentelemetry/api';

/** A span as a processor sees it. */
export interface ObservedSpan {
  readonly name: string;
  readonly kind: number;
  readonly duration: HrTime;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes }[];
  readonly parentSpanContext?: SpanContext | undefined;
  spanContext(): SpanContext;
}

/** A span that can still be written to. */
export interface EndingSpan extends ObservedSpan {
  setAttribute(name: string, value: string | number | boolean): unknown;
}

/** What a tracer provider of either line takes as a span processor. */
export interface ObservingProcessor {
  onStart(span: unknown, parentContext: Context): void;
  onEnding?(span: EndingSpan): void;
  onEnd(span: ObservedSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
