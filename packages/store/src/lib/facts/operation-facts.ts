/** What an operation is: its kind, layer, name and model, of Sonde's own telemetry and of everybody else's. */
import {
  ATTR_DB_SYSTEM_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_SERVICE_NAME,
  ATTR_SESSION_ID,
  ATTR_SONDE_LAYER,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  kindOfOperation,
  type OperationKind,
  operationKinds,
} from '@sonde/conventions';
import type { AnyValueMap, Resource } from '@sonde/otlp';
import { textOf } from './json-value.ts';

/** Longest name, service or id that the index keeps; longer ones are cut there, never in the log. */
export const nameLengthMax = 256;

/** Kind, layer, name and model of an operation. */
export interface OperationFacts {
  readonly kind: string;
  readonly layer: string;
  readonly operation: string;
  readonly model: string;
}

/**
 * Reads the facts off the attributes of a span or event.
 *
 * @param attributes - Of the span or event.
 * @param fallbackName - Name of the operation when no attribute has one.
 */
export function operationFacts(attributes: AnyValueMap, fallbackName: string): OperationFacts {
  const kind = kindOf(attributes);
  const definition = Object.hasOwn(operationKinds, kind) ? operationKinds[kind as OperationKind] : undefined;
  const ownName =
    textOf(attributes, ATTR_SONDE_OPERATION_NAME) ||
    (definition && textOf(attributes, definition.nameAttribute));
  return {
    kind: cut(kind),
    layer: cut(textOf(attributes, ATTR_SONDE_LAYER) || definition?.layer || 'function'),
    operation: cut(ownName || fallbackName),
    model: cut(
      textOf(attributes, ATTR_GEN_AI_RESPONSE_MODEL) || textOf(attributes, ATTR_GEN_AI_REQUEST_MODEL),
    ),
  };
}

/** `service.name`, or `unknown_service` as the specification of the resource asks. */
export function serviceOf(resource: Resource): string {
  return cut(textOf(resource.attributes, ATTR_SERVICE_NAME) || 'unknown_service');
}

/** Session: `session.id`, else the conversation. */
export function sessionOf(attributes: AnyValueMap, resource: Resource): string {
  return cut(
    textOf(attributes, ATTR_SESSION_ID) ||
      textOf(attributes, ATTR_GEN_AI_CONVERSATION_ID) ||
      textOf(resource.attributes, ATTR_SESSION_ID),
  );
}

/** Text no longer than the index keeps. */
export function cut(text: string): string {
  return text.length > nameLengthMax ? text.slice(0, nameLengthMax) : text;
}

const vectorSystems: ReadonlySet<string> = new Set([
  'qdrant',
  'pinecone',
  'weaviate',
  'milvus',
  'chroma',
  'chromadb',
  'pgvector',
  'lancedb',
  'faiss',
  'vespa',
  'turbopuffer',
]);

function kindOf(attributes: AnyValueMap): string {
  const own = textOf(attributes, ATTR_SONDE_OPERATION_KIND);
  if (own !== '') return own;
  const known = kindOfOperation('', textOf(attributes, ATTR_GEN_AI_OPERATION_NAME));
  if (known) return known;
  const system = textOf(attributes, ATTR_DB_SYSTEM_NAME) || textOf(attributes, 'db.system');
  return vectorSystems.has(system.toLowerCase()) ? 'vector' : 'span';
}
