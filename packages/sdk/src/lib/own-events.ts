/** The way of Sonde's own events: counted, guarded, into the logger of its provider. */
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import { ATTR_SONDE_STATE_SIZE } from '@sonde/conventions';
import type { EventSink, ObservedEvent } from '@sonde/observe';
import { guarded } from './guarded.ts';
import type { SondeMetrics } from './metrics/sonde-metrics.ts';

const LOGGER_NAME = '@sonde/sdk';

/** Takes Sonde's own events: exceptions, findings, typed events. Never throws. */
export function ownEvents(provider: LoggerProvider, metrics: SondeMetrics | undefined): EventSink {
  const emit = logged(provider);
  return counted((event) => guarded('emit event', () => emit(event)), metrics);
}

/** Events that are exceptions, whoever told them: `exception`, `gen_ai.invoke_agent.exception`, … */
export function isException(eventName: string): boolean {
  return /(^|\.)exception$/.test(eventName);
}

function logged(provider: LoggerProvider): EventSink {
  const logger = provider.getLogger(LOGGER_NAME);
  return ({ eventName, severityNumber, body, attributes, context: from }: ObservedEvent) => {
    const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
    logger.emit({
      eventName,
      severityNumber,
      body,
      attributes: Object.fromEntries(present) as never,
      context: from,
    });
  };
}

/** Exceptions are counted where they are told, each once; a state that the application tells of by hand as well. */
function counted(emit: EventSink, metrics: SondeMetrics | undefined): EventSink {
  if (metrics === undefined) return emit;
  return (event) => {
    if (isException(event.eventName)) metrics.exception(event);
    metrics.state(event.attributes[ATTR_SONDE_STATE_SIZE]);
    emit(event);
  };
}
