/** One observed operation: a span, what it was called with, and what is open above it. */

import { type Attributes, type Context, context, type Span, SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  type DetailLevel,
  detailAtLeast,
  type OperationKindDefinition,
  operationKinds,
} from '@sonde/conventions';
import { beginDetails, endDetails } from './call-details.ts';
import type { CallResources } from './call-resources.ts';
import { CAPTURE_BYTES_MAX, type Captured, captureSized, type SizedCapture } from './capture.ts';
import { detailFor } from './detail.ts';
import { errorMessage, errorType } from './error-values.ts';
import { contextOfOperation, operationKey } from './operation-context.ts';
import { startSpan } from './operation-span.ts';
import type { OperationSpec } from './operation-spec.ts';
import { requestContext } from './request-context.ts';
import { runtime } from './runtime.ts';
import { tracer } from './tracer.ts';

export type { OperationSpec } from './operation-spec.ts';

/** Units kept of an output that is only held in memory, for the context of a later exception. */
const HELD_OUTPUT_MAX = 2_048;

/** Ancestors an exception event tells of. */
const ANCESTORS_KEPT = 32;

const spanOperation = Symbol.for('sonde.operation');

/** An operation that runs, or ran. Made by {@link startOperation}. */
export class Operation {
  readonly spec: OperationSpec;
  readonly definition: OperationKindDefinition;
  readonly detail: DetailLevel;
  readonly span: Span;
  /** The operation that was open when this one started; undefined beyond the nearest 32 to 64. */
  readonly parent: Operation | undefined;
  /** How many were open above it, those included that are forgotten. */
  readonly depth: number;
  /** Context in which the operation's own work runs. */
  readonly context: Context;
  /** `performance.now()` at the start, in ms. */
  readonly startedMs: number;
  /** Time from the start to the first chunk of a stream, in ms. */
  firstChunkMs: number | undefined;
  input: Captured | undefined;
  /** Units that the captured input takes. */
  inputSize = 0;
  output: Captured | undefined;
  /** Units that the held output takes. */
  outputSize = 0;
  /** Units of content among the span's attributes. */
  contentUnits = 0;
  error: unknown;
  failed = false;
  ended = false;
  readonly #resources: CallResources | undefined;

  constructor(spec: OperationSpec, parentContext: Context, detail: DetailLevel) {
    this.spec = spec;
    this.definition = operationKinds[spec.kind];
    this.detail = detail;
    this.parent = operationIn(parentContext);
    this.depth = this.parent === undefined ? 0 : this.parent.depth + 1;
    if (this.depth > 0 && this.depth % ANCESTORS_KEPT === 0) forgetAncestors(this);
    this.span = startSpan(spec, this.definition, parentContext);
    (this.span as { [spanOperation]?: Operation })[spanOperation] = this;
    this.context = contextOfOperation(parentContext, this.span, this);
    this.startedMs = performance.now();
    this.#resources = beginDetails(this);
  }

  /** Keeps what the operation was called with, as far as its detail level allows. */
  setInput(value: unknown): this {
    if (!detailAtLeast(this.detail, 'errors')) return this;
    const captured = captureSized(value, CAPTURE_BYTES_MAX);
    this.input = captured.value;
    this.inputSize = captured.size;
    if (detailAtLeast(this.detail, 'full'))
      this.#content(this.spec.inputAttribute ?? this.definition.inputAttribute, captured);
    return this;
  }

  /** Keeps what the operation returned, as far as its detail level allows. */
  setOutput(value: unknown): this {
    if (value === undefined || !detailAtLeast(this.detail, 'errors')) return this;
    const full = detailAtLeast(this.detail, 'full');
    const captured = captureSized(value, full ? CAPTURE_BYTES_MAX : HELD_OUTPUT_MAX);
    this.output = captured.value;
    this.outputSize = captured.size;
    if (full) this.#content(this.spec.outputAttribute ?? this.definition.outputAttribute, captured);
    return this;
  }

  /** Adds attributes that hold no content. */
  setAttributes(attributes: Attributes): this {
    this.span.setAttributes(attributes);
    return this;
  }

  /** Adds an attribute that holds content: dropped below `full`, bounded and plain otherwise. */
  setContent(attribute: string, value: unknown): this {
    if (value !== undefined && detailAtLeast(this.detail, 'full'))
      this.#content(attribute, captureSized(value, CAPTURE_BYTES_MAX));
    return this;
  }

  /** Marks the arrival of the first chunk of a streamed result; later calls change nothing. */
  markFirstChunk(): this {
    if (this.firstChunkMs !== undefined) return this;
    this.firstChunkMs = performance.now() - this.startedMs;
    if (this.spec.kind === 'llm')
      this.span.setAttribute(ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, this.firstChunkMs / 1000);
    return this;
  }

  /**
   * Ends the operation as a success; later ends change nothing.
   *
   * @param atMs - When it ended, as `performance.now()` told it then, in ms (now).
   */
  end(atMs?: number): void {
    if (this.ended) return;
    this.ended = true;
    endDetails(this, this.#resources);
    this.span.end(atMs);
  }

  /**
   * Ends the operation as a failure; the error itself is left as it is. Later ends change nothing.
   *
   * @param error - What was thrown.
   * @param type - Value of `error.type`, where a provider's code says more than the class (the class).
   */
  fail(error: unknown, type: string = errorType(error)): void {
    if (this.ended) return;
    this.ended = true;
    this.failed = true;
    this.error = error;
    this.span.setAttribute(ATTR_ERROR_TYPE, type);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: this.#statusMessage(error) });
    endDetails(this, this.#resources);
    this.span.end();
  }

  #statusMessage(error: unknown): string {
    return detailAtLeast(this.detail, 'errors') ? errorMessage(error) : errorType(error);
  }

  /**
   * What is captured is plain and bounded: where the provider takes structures it is put beside the other attributes
   * as it is, since `setAttribute` would walk and copy it again (6.4 µs a call then, 5.5 µs so; Node 24, spool, detail full).
   */
  #content(attribute: string, { value, size }: SizedCapture): void {
    this.contentUnits += size;
    const { attributes } = this.span as { attributes?: Record<string, unknown> };
    if (runtime.structuredAttributes && attributes !== undefined) attributes[attribute] = value;
    else this.span.setAttribute(attribute, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/**
 * Starts an operation: what instrumentations and wrappers are built on. Whoever starts one ends it, by
 * {@link Operation.end} or {@link Operation.fail}.
 *
 * @param spec - What it is.
 * @param parent - Context it starts in (the active one).
 * @returns undefined when it is not observed: detail `off`, or no tracer provider registered.
 */
export function startOperation(
  spec: OperationSpec,
  parent: Context = context.active(),
): Operation | undefined {
  try {
    if (!tracer.active()) return undefined;
    const detail = detailFor(spec.name, requestContext(parent).sessionId, spec.detail);
    return detail === 'off' ? undefined : new Operation(spec, parent, detail);
  } catch (error) {
    runtime.onInternalError('start operation', error);
    return undefined;
  }
}

/** The operation that is open in a context (the active one). */
export function operationIn(from: Context = context.active()): Operation | undefined {
  return from.getValue(operationKey) as Operation | undefined;
}

/** The operation behind a span, when one of Sonde's made it. */
export function operationOf(span: object): Operation | undefined {
  return (span as { [spanOperation]?: Operation })[spanOperation];
}

/**
 * Key of the baseline an operation belongs to: `kind:name`, for `llm` and `embeddings` with `@model` when the name is not
 * the model itself, and with `#variant` when there is one.
 */
export function baselineKeyOf(spec: OperationSpec): string {
  const key = `${spec.kind}:${spec.name}${modelSuffixOf(spec)}`;
  return spec.variant === undefined ? key : `${key}#${spec.variant}`;
}

/** One name may call several models, and their latencies have nothing in common. */
function modelSuffixOf({ kind, name, attributes }: OperationSpec): string {
  if (attributes === undefined || (kind !== 'llm' && kind !== 'embeddings')) return '';
  const model = attributes[ATTR_GEN_AI_REQUEST_MODEL];
  return typeof model === 'string' && model !== name ? `@${model}` : '';
}

/** A timer set within an operation starts the next one below it: such a chain would otherwise grow for ever. */
function forgetAncestors(operation: Operation): void {
  let last: { parent: Operation | undefined } | undefined = operation;
  for (let i = 0; i < ANCESTORS_KEPT && last !== undefined; i += 1) last = last.parent;
  if (last !== undefined) last.parent = undefined;
}
