/** Which operation a span is, from what is known when it starts. */
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_SONDE_OPERATION_KIND,
  type OperationKind,
  operationKinds,
} from '@sonde/conventions';

/**
 * Key of the operation, `kind:name`. Spans that Sonde did not make are `operation:name` by the GenAI conventions, or
 * `span:name`.
 */
export function operationKeyOf(spanName: string, attributes: Attributes): string {
  const kind = attributes[ATTR_SONDE_OPERATION_KIND];
  if (typeof kind === 'string' && Object.hasOwn(operationKinds, kind))
    return `${kind}:${nameOf(kind as OperationKind, spanName, attributes)}`;
  const operation = attributes[ATTR_GEN_AI_OPERATION_NAME];
  if (typeof operation !== 'string') return `span:${spanName}`;
  return `${operation}:${attributes[ATTR_GEN_AI_TOOL_NAME] ?? attributes[ATTR_GEN_AI_REQUEST_MODEL] ?? spanName}`;
}

/** The attribute of a model call holds the model, its span name the operation's own name. */
function nameOf(kind: OperationKind, spanName: string, attributes: Attributes): string {
  const operation = attributes[ATTR_GEN_AI_OPERATION_NAME];
  if ((kind === 'llm' || kind === 'embeddings') && spanName.startsWith(`${operation} `))
    return spanName.slice(`${operation} `.length);
  return String(attributes[operationKinds[kind].nameAttribute] ?? spanName);
}
