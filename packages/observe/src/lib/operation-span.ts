/** The span of an operation, with what is known before it runs. */
import type { Attributes, Context, Span } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_SONDE_LAYER,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  ATTR_SONDE_OPERATION_VARIANT,
  type OperationKindDefinition,
} from '@sonde/conventions';
import type { OperationSpec } from './operation-spec.ts';
import { runtime } from './runtime.ts';
import { tracer } from './tracer.ts';

/**
 * A provider walks and copies all attributes twice at the start, once for its sampler and once within its limits: 3 KB
 * of 12 allocated for a call. Sonde's own has no use for either, so that it gets them afterwards, unless it samples by
 * operation.
 */
export function startSpan(spec: OperationSpec, definition: OperationKindDefinition, parent: Context): Span {
  const name = spanNameOf(spec, definition);
  const attributes = attributesOf(spec, definition);
  const { spanKind: kind } = definition;
  const isOwnProvider = runtime.tracerProvider !== undefined && runtime.structuredAttributes;
  if (!isOwnProvider || runtime.samplerReadsAttributes)
    return tracer().startSpan(name, { kind, attributes }, parent);
  const span = tracer().startSpan(name, { kind }, parent);
  putAttributes(span, attributes);
  return span;
}

/** What is there already came from the request, and wins. Only what nobody can change is put in as it is. */
function putAttributes(span: Span, attributes: Attributes): void {
  const { attributes: present } = span as { attributes?: Record<string, unknown> };
  if (present === undefined) return;
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined || Object.hasOwn(present, key)) continue;
    if (typeof value === 'object') span.setAttribute(key, value);
    else present[key] = value;
  }
}

function attributesOf(spec: OperationSpec, definition: OperationKindDefinition): Attributes {
  const attributes: Attributes = {
    [ATTR_SONDE_OPERATION_KIND]: spec.kind,
    [ATTR_SONDE_LAYER]: definition.layer,
    [definition.nameAttribute]: spec.name,
  };
  const genAiOperation = spec.genAiOperation ?? definition.genAiOperation;
  if (genAiOperation !== undefined) attributes[ATTR_GEN_AI_OPERATION_NAME] = genAiOperation;
  if (spec.variant !== undefined) attributes[ATTR_SONDE_OPERATION_VARIANT] = spec.variant;
  if (spec.kind === 'stage' || spec.kind === 'step') attributes[ATTR_SONDE_OPERATION_NAME] = spec.name;
  return spec.attributes ? { ...attributes, ...spec.attributes } : attributes;
}

function spanNameOf(spec: OperationSpec, definition: OperationKindDefinition): string {
  if (spec.spanName !== undefined) return spec.spanName;
  const genAiOperation = spec.genAiOperation ?? definition.genAiOperation;
  return genAiOperation === undefined ? spec.name : `${genAiOperation} ${spec.name}`;
}
