/** One OTLP/HTTP request. Never throws, never follows redirects, never reads more than 64 KiB of an answer. */
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { decodeExportResponse, type Signal } from '@sonde/otlp';
import { gzipped, httpClient } from '../http-client.ts';
import { type Compression, isCompressed } from './compression.ts';
import { warnOfEndpoint } from './endpoint-warning.ts';

/** What became of a request. */
export type PostOutcome =
  | { readonly kind: 'accepted'; readonly rejected: number; readonly message: string }
  /** Worth another try, after `afterMs` if the receiver said so. */
  | { readonly kind: 'retry'; readonly afterMs?: number; readonly message: string }
  | { readonly kind: 'too_large'; readonly message: string }
  | Refusal;

/** Not accepted, for good or until the user mends something (401, 403, 404: address and credentials). */
export interface Refusal {
  readonly kind: 'refused' | 'misconfigured';
  readonly status: number;
  readonly answer: Uint8Array;
  readonly message: string;
}

/** Where and how to post. */
export interface PostTarget {
  /** Base URL; `/v1/traces` and so on are appended. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of bodies above 1 KiB (auto). */
  readonly compression?: Compression;
}

const ANSWER_BYTES_MAX = 65_536;
const retryable = new Set([408, 425, 429, 502, 503, 504]);
const mendable = new Set([401, 403, 404]);
/** By protocol. */
const agents = new Map<string, Agent>();

/** Posts one encoded request and says what became of it. */
export async function postOtlp(target: PostTarget, signal: Signal, body: Uint8Array): Promise<PostOutcome> {
  try {
    const url = new URL(signalUrl(target, signal));
    const compressed = isCompressed(target.compression ?? 'auto', url.hostname, body.length);
    const payload = compressed ? await gzipped(body, 1) : body;
    const { status, headers, answer } = await exchange(target, url, payload, compressed);
    if (mendable.has(status)) warnOfEndpoint(target.endpoint, signalUrl(target, signal), status);
    return outcomeOf(signal, status, headers['retry-after'], answer);
  } catch (error) {
    return { kind: 'retry', message: (error as Error).message };
  }
}

/** Where records of a signal are posted. */
export function signalUrl({ endpoint }: PostTarget, signal: Signal): string {
  return `${endpoint.replace(/\/+$/, '')}/v1/${signal}`;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly answer: Buffer;
}

function exchange(target: PostTarget, url: URL, payload: Uint8Array, compressed: boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      agent: agentFor(url),
      timeout: target.timeoutMs,
      headers: {
        ...target.headers,
        'content-type': 'application/x-protobuf',
        'content-length': payload.length,
        ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      },
    };
    const request = httpClient(url).request(
      url,
      options,
      (response) => void readAnswer(response).then(resolve, reject),
    );
    // `timeout` only watches idle sockets: a slow drip would hold a request for ever.
    const deadline = setTimeout(
      () => request.destroy(new Error(`no answer within ${target.timeoutMs} ms`)),
      target.timeoutMs,
    );
    request.on('socket', (socket) => socket.unref());
    request.on('timeout', () => request.destroy(new Error('the connection timed out')));
    request.on('error', reject);
    request.on('close', () => clearTimeout(deadline));
    deadline.unref();
    request.end(payload);
  });
}

function agentFor(url: URL): Agent {
  const agent = agents.get(url.protocol) ?? new (httpClient(url).Agent)({ keepAlive: true, maxSockets: 4 });
  agents.set(url.protocol, agent);
  return agent;
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > ANSWER_BYTES_MAX) {
      response.destroy();
      break;
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, answer: Buffer.concat(chunks) };
}

function outcomeOf(
  signal: Signal,
  status: number,
  retryAfter: string | undefined,
  answer: Buffer,
): PostOutcome {
  if (status >= 200 && status < 300) return { kind: 'accepted', ...partialSuccess(signal, answer) };
  const message = `status ${status}`;
  if (status === 413) return { kind: 'too_large', message };
  if (mendable.has(status)) return { kind: 'misconfigured', status, answer, message };
  if (!retryable.has(status)) return { kind: 'refused', status, answer, message };
  const afterMs = retryAfterMs(retryAfter);
  return afterMs === undefined ? { kind: 'retry', message } : { kind: 'retry', afterMs, message };
}

/** An answer that cannot be read is still an acceptance: the status says so. */
function partialSuccess(signal: Signal, answer: Buffer): { rejected: number; message: string } {
  try {
    return answer.length === 0 ? { rejected: 0, message: '' } : decodeExportResponse(signal, answer);
  } catch {
    return { rejected: 0, message: '' };
  }
}

function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), 3_600_000) : undefined;
}
