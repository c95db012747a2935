/** `POST /api/read/<method>`: one call of the TelemetryReader. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SondeError } from '@sonde/conventions';
import { type ReaderMethod, readerMethods, type TelemetryReader } from '@sonde/store/reader';
import { RouteError, sendJson } from '../http/answers.ts';
import { ByteBudget } from '../http/byte-budget.ts';
import { readRequestBody } from '../http/request-body.ts';

const queryLimits = { compressedMaxBytes: 256 * 1024, inflatedMaxBytes: 256 * 1024 };
const queriesInFlightMaxBytes = 16 * 1024 * 1024;
const deadlineMaxMs = 60_000;
const deadlineDefaultMs = 10_000;

/** Answers one call; `name` is the last part of the path. */
export type ReadRoute = (request: IncomingMessage, response: ServerResponse, name: string) => Promise<void>;

/**
 * Makes the route.
 *
 * @param reader - Answers; its errors are passed on.
 */
export function createReadRoute(reader: TelemetryReader): ReadRoute {
  const budget = new ByteBudget(queriesInFlightMaxBytes);
  return async (request, response, name) => {
    const method = readerMethods.find((known) => known === name);
    if (!method) throw new RouteError(404, `There is no reader method ${JSON.stringify(name.slice(0, 50))}.`);
    const deadlineMs = parseDeadline(request.headers['x-sonde-deadline-ms']);
    const query = await readQuery(request, budget);
    const signal = abortedWhenGone(response);
    const result = await callReader(reader, method, query, { deadlineMs, signal });
    sendJson(response, 200, result ?? null);
  };
}

/** A signal that aborts when the client goes away before the answer is complete. */
export function abortedWhenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

type AnyCall = (query: unknown, options: { deadlineMs: number; signal: AbortSignal }) => Promise<unknown>;

function callReader(
  reader: TelemetryReader,
  method: ReaderMethod,
  query: unknown,
  options: { deadlineMs: number; signal: AbortSignal },
): Promise<unknown> {
  return (reader[method] as AnyCall).call(reader, query, options);
}

function parseDeadline(header: string | readonly string[] | undefined): number {
  if (header === undefined) return deadlineDefaultMs;
  const deadlineMs = Number(header);
  if (!(deadlineMs >= 1 && deadlineMs <= deadlineMaxMs)) {
    throw new SondeError(
      'STORE_INVALID_QUERY',
      `X-Sonde-Deadline-Ms must lie in 1 … ${deadlineMaxMs}, not ${JSON.stringify(String(header).slice(0, 50))}.`,
    );
  }
  return deadlineMs;
}

async function readQuery(request: IncomingMessage, budget: ByteBudget): Promise<unknown> {
  requireJson(request);
  const lease = budget.lease();
  try {
    return parseQuery(await readRequestBody(request, queryLimits, lease));
  } finally {
    lease.release();
  }
}

// A page of another origin can post text/plain without asking first; it cannot post JSON.
function requireJson(request: IncomingMessage): void {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new SondeError(
      'OTLP_UNSUPPORTED_MEDIA',
      `Content-Type must be application/json, not ${JSON.stringify(type.slice(0, 100))}.`,
    );
  }
}

function parseQuery(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    const query: unknown = JSON.parse(body.toString('utf8'));
    if (typeof query === 'object' && query !== null && !Array.isArray(query)) return query;
  } catch (cause) {
    throw new SondeError('STORE_INVALID_QUERY', 'The query is not valid JSON.', { cause });
  }
  throw new SondeError('STORE_INVALID_QUERY', 'The query must be a JSON object.');
}
