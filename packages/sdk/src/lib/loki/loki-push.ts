/** One request to Loki's push API. Never throws, follows no redirect, reads no more of an answer than it needs. */
// Imported, so that a host's fake timers do not hold telemetry up.

import type { Agent, RequestOptions } from 'node:http';
import { setTimeout } from 'node:timers';
import { gzipped, httpClient } from '../http-client.ts';
import { percentDecoded } from '../percent-decoded.ts';
import type { LokiEntry } from './loki-entry.ts';

/** Where Loki is, and how it is spoken to. */
export interface LokiTarget {
  /** Base URL, without credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly agent?: Agent | undefined;
}

/** What became of a request. */
export interface LokiOutcome {
  readonly kind: 'accepted' | 'retry' | 'mendable' | 'too_large' | 'no_metadata' | 'refused';
  /** The receiver said when to come again. */
  readonly afterMs?: number;
  readonly message: string;
}

const PATH = '/loki/api/v1/push';
const COMPRESS_FROM_BYTES = 1_024;
const ANSWER_UNITS_MAX = 4_096;
const mendable = new Set([401, 403, 404, 405]);

/** The target of a URL: user and password in it become basic authentication. */
export function lokiTarget(
  url: string,
  options: Partial<Pick<LokiTarget, 'headers' | 'timeoutMs' | 'agent'>> & {
    readonly basicAuth?: string | undefined;
  } = {},
): LokiTarget {
  const parsed = new URL(url);
  const { username, password } = parsed;
  const inUrl = username === '' ? undefined : `${percentDecoded(username)}:${percentDecoded(password)}`;
  const credentials = options.basicAuth ?? inUrl;
  parsed.username = '';
  parsed.password = '';
  const authorization =
    credentials === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  return {
    url: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '').replace(PATH, '')}`,
    headers: { ...authorization, ...options.headers },
    timeoutMs: options.timeoutMs ?? 10_000,
    agent: options.agent,
  };
}

/** Pushes entries. */
export async function pushToLoki(
  target: LokiTarget,
  entries: readonly LokiEntry[],
  withMetadata: boolean,
): Promise<LokiOutcome> {
  try {
    const body = Buffer.from(JSON.stringify({ streams: streamsOf(entries, withMetadata) }));
    const compressed = body.length > COMPRESS_FROM_BYTES;
    return outcomeOf(await exchange(target, compressed ? await gzipped(body) : body, compressed));
  } catch (error) {
    return { kind: 'retry', message: (error as Error).message };
  }
}

type LokiValue = readonly [time: string, line: string, metadata?: Readonly<Record<string, string>>];

function streamsOf(entries: readonly LokiEntry[], withMetadata: boolean): unknown[] {
  const streams = new Map<string, { stream: Readonly<Record<string, string>>; values: LokiValue[] }>();
  for (const { labels, time, line, metadata } of entries) {
    const key = JSON.stringify(labels);
    const stream = streams.get(key) ?? { stream: labels, values: [] };
    streams.set(key, stream);
    const isPlain = !withMetadata || Object.keys(metadata).length === 0;
    stream.values.push(isPlain ? [time, line] : [time, line, metadata]);
  }
  return [...streams.values()];
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

function exchange(target: LokiTarget, payload: Uint8Array, compressed: boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(`${target.url}${PATH}`);
    const options: RequestOptions = {
      method: 'POST',
      ...(target.agent === undefined ? {} : { agent: target.agent }),
      headers: {
        ...target.headers,
        'content-type': 'application/json',
        'content-length': payload.length,
        ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      },
    };
    const request = httpClient(url).request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text = (text + chunk).slice(0, ANSWER_UNITS_MAX)));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text }),
      );
    });
    const deadline = setTimeout(
      () => request.destroy(new Error(`no answer within ${target.timeoutMs} ms`)),
      target.timeoutMs,
    ).unref();
    request.on('socket', (socket) => socket.unref());
    request.on('error', reject);
    request.on('close', () => clearTimeout(deadline));
    request.end(payload);
  });
}

function outcomeOf({ status, retryAfter, text }: Answer): LokiOutcome {
  const message = `status ${status} ${text.slice(0, 200)}`.trim();
  if (status >= 200 && status < 300) return { kind: 'accepted', message };
  if (status === 413) return { kind: 'too_large', message };
  if (mendable.has(status)) return { kind: 'mendable', message };
  if (status === 400 && /structured metadata/i.test(text)) return { kind: 'no_metadata', message };
  if (status === 429 || status === 408 || status >= 500) {
    const afterMs = Number(retryAfter) * 1_000;
    return { kind: 'retry', message, ...(afterMs > 0 ? { afterMs: Math.min(afterMs, 600_000) } : {}) };
  }
  return { kind: 'refused', message };
}
