/** Where a span keeps what went in and what came out. */
import {
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_RETRIEVAL_DOCUMENTS,
  ATTR_GEN_AI_RETRIEVAL_QUERY_TEXT,
  ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  ATTR_GEN_AI_TOOL_CALL_RESULT,
  ATTR_SONDE_INPUT,
  ATTR_SONDE_OUTPUT,
} from '@sonde/conventions';
import type { Json, SpanDetail } from '@sonde/store/reader';

const inputNames = [
  ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_SONDE_INPUT,
  ATTR_GEN_AI_RETRIEVAL_QUERY_TEXT,
];
const outputNames = [
  ATTR_GEN_AI_TOOL_CALL_RESULT,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_SONDE_OUTPUT,
  ATTR_GEN_AI_RETRIEVAL_DOCUMENTS,
];

/** What went in, as captured. */
export function inputOf(span: SpanDetail): Json | undefined {
  return firstOf(span, inputNames);
}

/** What came out, as captured. */
export function outputOf(span: SpanDetail): Json | undefined {
  return firstOf(span, outputNames);
}

function firstOf(span: SpanDetail, names: readonly string[]): Json | undefined {
  const name = names.find((candidate) => Object.hasOwn(span.attributes, candidate));
  return name === undefined ? undefined : span.attributes[name];
}
