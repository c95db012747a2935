/** What travels between services. */
import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { SondeSettings } from './config/settings-table.ts';

const propagators = {
  tracecontext: () => [new W3CTraceContextPropagator()],
  baggage: () => [new W3CBaggagePropagator()],
  none: () => [],
} as const satisfies Record<SondeSettings['propagators'][number], () => TextMapPropagator[]>;

/** The propagator of the settings; `none` wins over the others, as OpenTelemetry has it. */
export function propagatorOf({ propagators: names }: SondeSettings): CompositePropagator {
  const chosen = names.includes('none')
    ? []
    : names.flatMap((name): TextMapPropagator[] => propagators[name]());
  return new CompositePropagator({ propagators: chosen });
}
