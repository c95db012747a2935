/** A stored span as the operation it was, for the typed events that follow from it. */
import {
  ATTR_SONDE_INPUT,
  ATTR_SONDE_INPUT_SIZE,
  ATTR_SONDE_OUTPUT,
  ATTR_SONDE_OUTPUT_SIZE,
  ATTR_SONDE_RESOURCES_MEMORY_AFTER,
  type EndedOperation,
  type OperationKind,
} from '@sonde/conventions';
import type { SpanRecord } from '@sonde/otlp';
import type { SpanSummary } from '../reader/records.ts';
import { structureOf, toJsonMap } from './json-value.ts';

/**
 * Makes the operation.
 *
 * @param span - As indexed.
 * @param record - As stored, with its attributes.
 * @param isTurn - It answers a conversation.
 */
export function endedOperation(
  span: SpanSummary & { readonly kind: OperationKind },
  { attributes, statusMessage }: SpanRecord,
  isTurn: boolean,
): EndedOperation {
  const size = (name: string, content: string): number | undefined => {
    if (typeof attributes[name] === 'number') return attributes[name];
    const captured = attributes[content];
    return typeof captured === 'string' ? Buffer.byteLength(captured) : undefined;
  };
  const output = structureOf(attributes, ATTR_SONDE_OUTPUT);
  const memory = attributes[ATTR_SONDE_RESOURCES_MEMORY_AFTER];
  return {
    kind: span.kind,
    name: span.operation,
    attributes: toJsonMap(attributes),
    startUnixMs: span.startMs,
    endUnixMs: span.startMs + span.durationMs,
    failed: span.status === 'error',
    errorMessage: statusMessage || undefined,
    isTurn,
    inputBytes: size(ATTR_SONDE_INPUT_SIZE, ATTR_SONDE_INPUT),
    outputBytes: size(ATTR_SONDE_OUTPUT_SIZE, ATTR_SONDE_OUTPUT),
    outputKeys:
      typeof output === 'object' && output !== null && !Array.isArray(output)
        ? Object.keys(output)
        : undefined,
    processMemoryBytes: typeof memory === 'number' ? memory : undefined,
  };
}
