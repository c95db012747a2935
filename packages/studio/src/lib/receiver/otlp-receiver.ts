/** OTLP/HTTP receiver: what it acknowledges is durable. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isSondeError, SondeError } from '@sonde/conventions';
import { decodeJsonRequest, decodeRequest, encodeExportResponse, type Signal } from '@sonde/otlp';
import type { ReceiverFigures } from '../app/about.ts';
import { RouteError, sendBody, statusOf } from '../http/answers.ts';
import { ByteBudget } from '../http/byte-budget.ts';
import { type BodyLimits, readRequestBody } from '../http/request-body.ts';
import { comesFromPage, type RequestGuards } from '../http/request-guards.ts';
import { parseRequestTarget } from '../http/request-path.ts';
import { swallowUnreadBody } from '../http/unread-body.ts';
import { encodeOtlpStatus, type OtlpEncoding, otlpContentTypes } from './otlp-status.ts';

/** A request that was read, understood and waits to be stored. */
export interface ReceivedBody {
  readonly signal: Signal;
  readonly encoding: OtlpEncoding;
  readonly receivedUnixNano: bigint;
  /** Inflated. */
  readonly body: Uint8Array;
}

/** What a receiver is made of. */
export interface ReceiverParts {
  readonly guards: RequestGuards;
  /** Resolves when the request is durable. */
  readonly store: (received: ReceivedBody) => Promise<void>;
  /** Told of errors that are not the sender's. */
  readonly report: (error: unknown) => void;
}

/** A receiver's handler and figures. */
export interface Receiver {
  readonly handle: RequestListener;
  readonly figures: ReceiverFigures;
}

const bodyLimits: BodyLimits = { compressedMaxBytes: 4 * 1024 * 1024, inflatedMaxBytes: 20 * 1024 * 1024 };
// Three of the largest requests at once; more senders are told to come back.
const inFlightMaxBytes = 64 * 1024 * 1024;

const signals: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
};

/** Makes the receiver. */
export function createReceiver(parts: ReceiverParts): Receiver {
  const budget = new ByteBudget(inFlightMaxBytes);
  let acceptedCount = 0;
  let refusedCount = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const encoding = encodingOf(request);
    try {
      const signal = admit(parts.guards, request, response);
      await receive(parts, budget, request, signal, requireEncoding(encoding, request));
      acceptedCount += 1;
      sendBody(response, 200, contentType(encoding), successBody(signal, encoding));
    } catch (error) {
      refusedCount += 1;
      refuse(parts, response, error, encoding);
    } finally {
      swallowUnreadBody(request);
    }
  };
  return {
    handle: (request, response) => void handle(request, response),
    get figures() {
      return { acceptedCount, refusedCount, inFlightBytes: budget.takenBytes };
    },
  };
}

function admit(guards: RequestGuards, request: IncomingMessage, response: ServerResponse): Signal {
  guards.checkHost(request);
  if (comesFromPage(request)) {
    // Exporters are programs; a web page that could post here could fill the store with anything.
    throw new SondeError('STUDIO_ORIGIN_REFUSED', 'Web pages may not send telemetry here.');
  }
  const path = parseRequestTarget(request.url)?.path ?? '';
  const signal = Object.hasOwn(signals, path) ? signals[path] : undefined;
  if (!signal) throw new RouteError(404, 'Only /v1/traces, /v1/logs and /v1/metrics are answered here.');
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    throw new RouteError(405, `${request.method} is not allowed here; use POST.`);
  }
  return signal;
}

async function receive(
  { store }: ReceiverParts,
  budget: ByteBudget,
  request: IncomingMessage,
  signal: Signal,
  encoding: OtlpEncoding,
): Promise<void> {
  const lease = budget.lease();
  try {
    const body = await readRequestBody(request, bodyLimits, lease);
    // Decoded and thrown away: a request that nobody could read later must not be acknowledged.
    if (encoding === 'json') decodeJsonRequest(signal, body);
    else decodeRequest(signal, body);
    await store({ signal, encoding, receivedUnixNano: BigInt(Date.now()) * 1_000_000n, body });
  } finally {
    lease.release();
  }
}

function encodingOf(request: IncomingMessage): OtlpEncoding | undefined {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf') return 'protobuf';
  return type === 'application/json' ? 'json' : undefined;
}

function requireEncoding(encoding: OtlpEncoding | undefined, request: IncomingMessage): OtlpEncoding {
  if (encoding) return encoding;
  const type = JSON.stringify((request.headers['content-type'] ?? '').slice(0, 100));
  throw new SondeError('OTLP_UNSUPPORTED_MEDIA', `Content-Type ${type} is not one of OTLP.`);
}

function successBody(signal: Signal, encoding: OtlpEncoding | undefined): string | Uint8Array {
  return encoding === 'json' ? '{}' : encodeExportResponse(signal);
}

function contentType(encoding: OtlpEncoding | undefined): string {
  return otlpContentTypes[encoding ?? 'json'];
}

function refuse(
  { report }: ReceiverParts,
  response: ServerResponse,
  error: unknown,
  encoding: OtlpEncoding | undefined,
): void {
  if (!isSondeError(error) && !response.destroyed) report(error);
  const status = statusOf(error);
  const message = isSondeError(error) ? `${error.message} ${error.why}` : 'Internal error.';
  sendBody(response, status, contentType(encoding), encodeOtlpStatus(status, message, encoding ?? 'json'));
}
