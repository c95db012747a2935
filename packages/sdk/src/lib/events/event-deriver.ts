/** Sends the typed events that ended operations amount to. */
import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { hrTimeToMilliseconds, millisToHrTime } from '@opentelemetry/core';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_SONDE_OPERATION_KIND,
  deriveEvents,
  type EndedOperation,
  type EventGroup,
  kindOfOperation,
  type OperationKind,
  operationKinds,
} from '@sonde/conventions';
import { type Operation, runtime } from '@sonde/observe';
import { isTurn } from '../metrics/span-metrics.ts';

const LOGGER_NAME = '@sonde/sdk';

/** Derives events of the groups that are wanted. */
export class EventDeriver {
  readonly #groups: ReadonlySet<EventGroup>;
  readonly #logger: ReturnType<LoggerProvider['getLogger']>;

  constructor(groups: readonly EventGroup[], loggerProvider: LoggerProvider) {
    this.#groups = new Set(groups);
    this.#logger = loggerProvider.getLogger(LOGGER_NAME);
  }

  /** Tells the events of an ended span; must not throw. */
  span(span: ReadableSpan, operation: Operation | undefined): void {
    try {
      const ended = endedOperation(span, operation);
      if (ended === undefined) return;
      const context = operation?.context ?? contextOf(span);
      for (const { eventName, severityNumber, timeUnixMs, body, attributes } of deriveEvents(
        ended,
        this.#groups,
      ))
        this.#logger.emit({
          eventName,
          severityNumber,
          timestamp: millisToHrTime(timeUnixMs),
          body,
          attributes: attributes as never,
          context,
        });
    } catch (error) {
      runtime.onInternalError('derive events', error);
    }
  }
}

function endedOperation(span: ReadableSpan, operation: Operation | undefined): EndedOperation | undefined {
  const { attributes, status, startTime, endTime } = span;
  const kind =
    operation?.spec.kind ??
    kindOfOperation(attributes[ATTR_SONDE_OPERATION_KIND], attributes[ATTR_GEN_AI_OPERATION_NAME]);
  if (kind === undefined) return undefined;
  const turn = isTurn(kind, span, operation);
  return {
    kind,
    name: operation?.spec.name ?? String(attributes[operationKinds[kind].nameAttribute] ?? span.name),
    attributes,
    startUnixMs: hrTimeToMilliseconds(startTime),
    endUnixMs: hrTimeToMilliseconds(endTime),
    failed: status.code === 2,
    errorMessage: status.message,
    isTurn: turn,
    ...(operation && sizes(operation)),
    ...(endsWithMemory(kind, turn) && { processMemoryBytes: process.memoryUsage.rss() }),
  };
}

function sizes({ input, inputSize, output, outputSize }: Operation): Partial<EndedOperation> {
  const isRecord = typeof output === 'object' && output !== null && !Array.isArray(output);
  return {
    inputBytes: input === undefined ? undefined : inputSize,
    outputBytes: output === undefined ? undefined : outputSize,
    outputKeys: isRecord ? Object.keys(output) : undefined,
  };
}

/** Asking the system for it takes microseconds: only where an event tells it. */
function endsWithMemory(kind: OperationKind, turn: boolean): boolean {
  return turn || kind === 'graph';
}

function contextOf(span: ReadableSpan): Context {
  return trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(span.spanContext()));
}
