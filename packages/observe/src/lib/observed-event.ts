/** What the processors report: a log record with an event name, before it meets a logger. */
import type { Context } from '@opentelemetry/api';
import type { Captured } from './capture.ts';

/** An event for the OpenTelemetry logs API. */
export interface ObservedEvent {
  readonly eventName: string;
  readonly severityNumber: number;
  /** One line for people. */
  readonly body: string;
  readonly attributes: { readonly [name: string]: Captured | undefined };
  /** Carries trace and span id. */
  readonly context: Context;
}

/** Takes events; must not throw. */
export type EventSink = (event: ObservedEvent) => void;
