/** The exception event: one failure with everything that led to it. */

import { type Context, context, trace } from '@opentelemetry/api';
import {
  ATTR_CODE_COLUMN_NUMBER,
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SONDE_CONTEXT_ANCESTORS,
  ATTR_SONDE_CONTEXT_BASELINE,
  ATTR_SONDE_CONTEXT_COMPLETED,
  ATTR_SONDE_CONTEXT_ELAPSED_MS,
  ATTR_SONDE_CONTEXT_INPUT,
  ATTR_SONDE_EXCEPTION_CAUSES,
  ATTR_SONDE_EXCEPTION_FINGERPRINT,
  ATTR_SONDE_EXCEPTION_HANDLED,
  ATTR_SONDE_EXCEPTION_MEMBERS,
  ATTR_SONDE_EXCEPTION_PROPERTIES,
  ATTR_SONDE_LAYER,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  detailAtLeast,
  EVENT_EXCEPTION,
  EVENT_SONDE_OPERATION_EXCEPTION,
  events,
  exceptionFingerprint,
} from '@sonde/conventions';
import type { BaselineStatistics } from '@sonde/statistics';
import type { Captured } from './capture.ts';
import { codeLocation } from './code-location.ts';
import { detailFor } from './detail.ts';
import { errorTreeOf } from './error-tree.ts';
import { causesOf, type DescribedError, describeError, errorType } from './error-values.ts';
import type { ObservedEvent } from './observed-event.ts';
import type { Operation } from './operation.ts';
import { requestAttributes, requestContext } from './request-context.ts';
import type { CompletedOperation } from './trace-memory.ts';

type EventAttributes = { [name: string]: Captured | undefined };

const ANCESTORS_MAX = 32;
const SEVERITY_ERROR = 17;
const severities = new Map(events.map(({ name, severityNumber }) => [name, severityNumber]));

/** What is known beside the operation itself. */
export interface FailureSurroundings {
  readonly completed: readonly CompletedOperation[];
  readonly baseline: BaselineStatistics | undefined;
}

const nothingKnown: FailureSurroundings = { completed: [], baseline: undefined };

/** Describes the failure of an operation that ended by `fail`. */
export function exceptionEventOf(operation: Operation, surroundings: FailureSurroundings): ObservedEvent {
  const content = detailAtLeast(operation.detail, 'errors');
  const attributes = {
    ...requestAttributes(operation.context),
    ...errorAttributes(operation.error, content),
    ...operationAttributes(operation),
    ...contextAttributes(operation, surroundings, content),
  };
  return event(operation.definition.exceptionEvent, operation.spec.name, attributes, operation.context);
}

/** How an error came to nobody's hands. */
export interface Uncaught {
  /** Operation that was open where it was thrown, and what is known beside it (none). */
  readonly operation?: Operation | undefined;
  readonly surroundings?: FailureSurroundings;
  /** The process ends by it (true). */
  readonly isFatal?: boolean;
}

/** Describes an error that nobody caught, attributed to the operation that was open. */
export function uncaughtEventOf(error: unknown, from: Context, uncaught: Uncaught = {}): ObservedEvent {
  const { operation, surroundings = nothingKnown, isFatal = true } = uncaught;
  const name = operation?.spec.name ?? 'process';
  const detail = operation?.detail ?? detailFor(name, requestContext(from).sessionId);
  const content = detailAtLeast(detail, 'errors');
  const attributes = {
    ...requestAttributes(from),
    ...errorAttributes(error, content),
    ...(operation === undefined ? {} : operationAttributes(operation)),
    ...(operation === undefined ? {} : contextAttributes(operation, surroundings, content)),
    [ATTR_SONDE_EXCEPTION_HANDLED]: false,
  };
  const told = event(EVENT_EXCEPTION, name, attributes, from);
  return isFatal ? told : { ...told, severityNumber: SEVERITY_ERROR };
}

/** Describes a failed span that no operation of ours made: only what the span itself tells. */
export function foreignExceptionEvent(
  name: string,
  error: DescribedError,
  spanContext: Context,
): ObservedEvent {
  const attributes: EventAttributes = {
    [ATTR_EXCEPTION_TYPE]: error.type,
    [ATTR_EXCEPTION_MESSAGE]: error.message,
    [ATTR_EXCEPTION_STACKTRACE]: error.stacktrace,
    [ATTR_SONDE_EXCEPTION_FINGERPRINT]: exceptionFingerprint(error),
    ...locationAttributes(error.stacktrace),
    [ATTR_SONDE_OPERATION_NAME]: name,
  };
  return event(EVENT_SONDE_OPERATION_EXCEPTION, name, attributes, spanContext);
}

function event(eventName: string, name: string, attributes: EventAttributes, from: Context): ObservedEvent {
  const message = attributes[ATTR_EXCEPTION_MESSAGE];
  const type = String(attributes[ATTR_EXCEPTION_TYPE]);
  return {
    eventName,
    severityNumber: severities.get(eventName) ?? SEVERITY_ERROR,
    body: `${name} failed: ${message === undefined ? type : `${type}: ${String(message)}`}`,
    attributes,
    context: from,
  };
}

function errorAttributes(error: unknown, content: boolean): EventAttributes {
  const described = describeError(error);
  const causeTypes = causesOf(error).map((cause) => ({ type: errorType(cause) }));
  const told = {
    [ATTR_EXCEPTION_TYPE]: described.type,
    [ATTR_SONDE_EXCEPTION_FINGERPRINT]: exceptionFingerprint({ ...described, causes: causeTypes }),
    ...locationAttributes(described.stacktrace),
  };
  if (!content) return told;
  const { causes, members } = errorTreeOf(error);
  return {
    ...told,
    [ATTR_EXCEPTION_MESSAGE]: described.message,
    [ATTR_EXCEPTION_STACKTRACE]: described.stacktrace,
    [ATTR_SONDE_EXCEPTION_PROPERTIES]: described.properties,
    [ATTR_SONDE_EXCEPTION_CAUSES]: causes.length > 0 ? [...causes] : undefined,
    [ATTR_SONDE_EXCEPTION_MEMBERS]: members.length > 0 ? [...members] : undefined,
  };
}

/** Where the application's own code failed. */
function locationAttributes(stacktrace: string): EventAttributes {
  const location = codeLocation(stacktrace);
  if (location === undefined) return {};
  return {
    [ATTR_CODE_FUNCTION_NAME]: location.functionName === '' ? undefined : location.functionName,
    [ATTR_CODE_FILE_PATH]: location.filePath,
    [ATTR_CODE_LINE_NUMBER]: location.line,
    [ATTR_CODE_COLUMN_NUMBER]: location.column,
  };
}

function operationAttributes(operation: Operation): EventAttributes {
  return {
    [ATTR_SONDE_OPERATION_KIND]: operation.spec.kind,
    [ATTR_SONDE_OPERATION_NAME]: operation.spec.name,
    [ATTR_SONDE_LAYER]: operation.definition.layer,
  };
}

function contextAttributes(
  operation: Operation,
  { completed, baseline }: FailureSurroundings,
  content: boolean,
): EventAttributes {
  return {
    [ATTR_SONDE_CONTEXT_ELAPSED_MS]: performance.now() - operation.startedMs,
    [ATTR_SONDE_CONTEXT_INPUT]: content ? operation.input : undefined,
    [ATTR_SONDE_CONTEXT_ANCESTORS]: ancestorsOf(operation),
    [ATTR_SONDE_CONTEXT_COMPLETED]: completed.length > 0 ? completed.map(completedEntry) : undefined,
    [ATTR_SONDE_CONTEXT_BASELINE]:
      baseline === undefined || baseline.count === 0 ? undefined : baselineEntry(baseline),
  };
}

function ancestorsOf(operation: Operation): Captured[] {
  const ancestors: Captured[] = [];
  for (let up = operation.parent; up !== undefined && ancestors.length < ANCESTORS_MAX; up = up.parent)
    ancestors.push(ancestorEntry(up));
  return ancestors;
}

function ancestorEntry({ spec, span, input, startedMs }: Operation): Captured {
  const { spanId } = span.spanContext();
  return {
    name: spec.name,
    kind: spec.kind,
    spanId,
    elapsedMs: performance.now() - startedMs,
    ...(input === undefined ? {} : { input }),
  };
}

function completedEntry({ name, kind, spanId, durationMs, failed, output }: CompletedOperation): Captured {
  return { name, kind, spanId, durationMs, failed, ...(output === undefined ? {} : { output }) };
}

function baselineEntry({ count, mean, standardDeviation, p50, p95 }: BaselineStatistics): Captured {
  return { count, meanMs: mean, stddevMs: standardDeviation, p50Ms: p50, p95Ms: p95 };
}

/** Context that carries a finished span's ids. */
export function contextOfSpan(spanContext: Parameters<typeof trace.wrapSpanContext>[0]): Context {
  return trace.setSpan(context.active(), trace.wrapSpanContext(spanContext));
}
