/** Observe tools, models, graphs and workflows with OpenTelemetry. Without an SDK nothing is observed, but interceptors still run. */
export { setResourcesRatio } from './lib/call-resources.ts';
export { CAPTURE_BYTES_MAX, type Captured, capture } from './lib/capture.ts';
export { type CodeLocation, parseStackLine } from './lib/code-location.ts';
export { type DetailTarget, rememberDetail, sessionLevelsDropped, setDetail } from './lib/detail.ts';
export { type ErrorTree, errorTreeOf } from './lib/error-tree.ts';
export { type DescribedError, describeError, errorType } from './lib/error-values.ts';
export {
  type ExceptionContextOptions,
  ExceptionContextProcessor,
} from './lib/exception-context-processor.ts';
export {
  type Call,
  type Interceptor,
  type InterceptorOptions,
  isRejection,
  type Next,
  Priority,
  Rejection,
  use,
} from './lib/interceptors.ts';
export type { LatencyMeasure } from './lib/latency-event.ts';
export type { LatencyOverride, LatencyRule } from './lib/latency-rules.ts';
export {
  type LatencyVarianceOptions,
  LatencyVarianceProcessor,
  type WatchedSnapshot,
} from './lib/latency-variance-processor.ts';
export { type Observe, type ObserveOptions, observe, type Wrap } from './lib/observe.ts';
export type { ObserveAllOptions } from './lib/observe-all.ts';
export {
  type MethodContext,
  type Observed,
  type ObservedDecorator,
  type ObservedOptions,
  observed,
} from './lib/observed.ts';
export type { EventSink, ObservedEvent } from './lib/observed-event.ts';
export type { EndingSpan, ObservedSpan, ObservingProcessor } from './lib/observed-span.ts';
export { Operation, type OperationSpec, operationIn, operationOf, startOperation } from './lib/operation.ts';
export { OperationPatterns } from './lib/operation-patterns.ts';
export {
  type RequestContext,
  requestAttributes,
  requestContext,
  withContext,
} from './lib/request-context.ts';
export { runtime } from './lib/runtime.ts';
export type { Scope } from './lib/scope.ts';
export type { TraceMemoryOptions } from './lib/trace-memory.ts';
export { trackResult } from './lib/track-result.ts';
export {
  type ChatTurn,
  type EventFields,
  events,
  type ModelRequest,
  type NodeVisit,
  type TypedEvents,
  type TypedFields,
} from './lib/typed-events.ts';
