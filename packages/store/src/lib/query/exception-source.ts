/** The sources of an exception that an event told after it. */
import {
  ATTR_CODE_COLUMN_NUMBER,
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE,
} from '@sonde/conventions';
import type { AnyValueMap } from '@sonde/otlp';
import type { ErrorFacts } from '../facts/error-facts.ts';
import { textOf } from '../facts/json-value.ts';
import { under } from '../index/index-database.ts';
import { fields, prefixes } from '../index/keys.ts';
import type { QueryContext } from './pages.ts';

/** Events of one fingerprint that are looked through for the same stack. */
const candidatesMax = 20;
const linesMax = 200;

const sourceNames = [
  ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_LINE_NUMBER,
  ATTR_CODE_COLUMN_NUMBER,
];

/**
 * Attributes that tell the sources of an exception; none when it tells them itself, or nobody has.
 *
 * The event of its own span counts. Of failures that repeat while the sources are looked up only the first is
 * explained, so that of another span counts as well, where it went through the same functions.
 *
 * @param facts - Of the exception.
 * @param attributes - Its own.
 */
export function sourcesOf(context: QueryContext, facts: ErrorFacts, attributes: AnyValueMap): AnyValueMap {
  const stack = textOf(attributes, ATTR_EXCEPTION_STACKTRACE);
  if (stack === '' || textOf(attributes, ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE) !== '') return {};
  const { fingerprint, traceId, spanId } = facts;
  const own = eventsUnder(context, prefixes.sourcesOfSpan(fingerprint, traceId, spanId), 1)[0];
  if (own) return own;
  const path = functionsOf(stack);
  const others = eventsUnder(context, prefixes.sourcesOfGroup(fingerprint), candidatesMax);
  return (
    others.find((one) => functionsOf(textOf(one, ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE)) === path) ?? {}
  );
}

function eventsUnder({ database, records }: QueryContext, prefix: Buffer, limit: number): AnyValueMap[] {
  return database.entries(under(prefix), limit).flatMap(({ key }) => {
    const attributes = records.log(fields.pointer(key, key.length - 12))?.record.attributes;
    return attributes ? [onlySources(attributes)] : [];
  });
}

function onlySources(attributes: AnyValueMap): AnyValueMap {
  const told = sourceNames.filter((name) => Object.hasOwn(attributes, name));
  return Object.fromEntries(told.map((name) => [name, attributes[name] ?? null]));
}

/** Names of the functions on a stack: they stay when places are told in terms of the sources. */
function functionsOf(stack: string): string {
  const lines = stack.split('\n', linesMax).filter((line) => /^\s*at /.test(line));
  return lines.map((line) => /^\s*at (.+) \(/.exec(line)?.[1] ?? '').join('\n');
}
