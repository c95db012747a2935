/** Checks what is asked before anything is read: a wrong parameter is named, never ignored. */
import { SondeError } from '@sonde/conventions';
import { severities } from '../facts/log-facts.ts';
import type { ReaderMethod } from '../reader/reader-client.ts';

type Check = (value: unknown) => string | undefined;

const textLengthMax = 4_096;

const isText: Check = (value) =>
  typeof value === 'string' && value.length <= textLengthMax
    ? undefined
    : 'a text of at most 4,096 characters';
const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const isTime: Check = (value) =>
  typeof value === 'number' && value >= 0 && value < 1.8e13 ? undefined : 'milliseconds since the Unix epoch';
const isDuration: Check = (value) =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? undefined : 'milliseconds, at least 0';
const isSeverity: Check = (value) =>
  severities.some((severity) => severity === value) ? undefined : `one of ${severities.join(', ')}`;
const isIdPrefix: Check = (value) =>
  typeof value === 'string' && /^[0-9a-fA-F]{6,32}$/.test(value) ? undefined : '6 to 32 hex digits';
const isSpanId: Check = (value) =>
  typeof value === 'string' && /^[0-9a-fA-F]{6,16}$/.test(value) ? undefined : '6 to 16 hex digits';
const isCursor: Check = (value) =>
  typeof value === 'string' && /^[0-9a-f]{8,96}$/.test(value) ? undefined : 'the cursor of an earlier page';
const isWhole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `a whole number from ${least} to ${most}`;

const period = { fromMs: isTime, toMs: isTime };
const common = {
  ...period,
  limit: isWhole(1, 1_000),
  cursor: isCursor,
  service: isText,
  sessionId: isText,
};

const checks: Readonly<Record<ReaderMethod | 'follow', Readonly<Record<string, Check>>>> = {
  traces: { ...common, text: isText, onlyErrors: isBoolean, durationMinMs: isDuration, model: isText },
  trace: { traceId: isIdPrefix, spansMax: isWhole(1, 1_000_000) },
  spans: {
    ...common,
    text: isText,
    kind: isText,
    operation: isText,
    onlyErrors: isBoolean,
    durationMinMs: isDuration,
  },
  span: { traceId: isIdPrefix, spanId: isSpanId },
  logs: { ...common, text: isText, severityMin: isSeverity, eventName: isText, traceId: isIdPrefix },
  events: { traceId: isIdPrefix, spansMax: isWhole(1, 100_000) },
  errorGroups: { ...common, text: isText, operation: isText },
  errors: { ...common, fingerprint: isText, traceId: isIdPrefix },
  latencyFindings: { ...common, operation: isText },
  sessions: common,
  overview: { ...period, service: isText },
  series: { ...period, service: isText, operation: isText, kind: isText, stepMs: isWhole(1_000, 1e11) },
  status: {},
  follow: { cursor: isCursor, service: isText },
};

const required: Readonly<Partial<Record<ReaderMethod | 'follow', readonly string[]>>> = {
  trace: ['traceId'],
  events: ['traceId'],
  span: ['traceId', 'spanId'],
};

/**
 * Accepts a query or says what is wrong with it.
 *
 * @throws SondeError STORE_INVALID_QUERY
 */
export function validateQuery(method: ReaderMethod | 'follow', query: unknown): void {
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    throw invalidQuery('query', query, 'an object');
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(checks[method], name) ? checks[method][name] : undefined;
    if (!check) throw invalidQuery(name, value, `left out: ${method} knows ${knownNames(method)}`);
    const expected = check(value);
    if (expected !== undefined) throw invalidQuery(name, value, expected);
  }
  for (const name of required[method] ?? [])
    if ((query as Record<string, unknown>)[name] === undefined) throw invalidQuery(name, undefined, 'given');
}

/** The error that names a wrong parameter. */
export function invalidQuery(name: string, value: unknown, expected: string): SondeError {
  const shown = (JSON.stringify(value) ?? 'undefined').slice(0, 100);
  return new SondeError('STORE_INVALID_QUERY', `${name} is ${shown}, it must be ${expected}`);
}

function knownNames(method: ReaderMethod | 'follow'): string {
  return Object.keys(checks[method]).join(', ') || 'no parameters';
}
