/** How the studio answers: JSON, and errors of the catalogue with a fitting HTTP status. */
import type { ServerResponse } from 'node:http';
import { type ErrorCode, isSondeError, SondeError } from '@sonde/conventions';

/** An error as it stands in an answer. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly why: string;
    readonly fix: string;
  };
}

const statuses: Partial<Record<ErrorCode, number>> = {
  OTLP_MALFORMED: 400,
  OTLP_LIMIT_EXCEEDED: 413,
  OTLP_UNSUPPORTED_MEDIA: 415,
  STORE_INVALID_QUERY: 400,
  STORE_NOT_FOUND: 404,
  STORE_UNAVAILABLE: 503,
  STORE_UNWRITABLE: 503,
  STORE_DEADLINE_EXCEEDED: 504,
  STUDIO_BAD_REQUEST: 400,
  STUDIO_UNAUTHENTICATED: 401,
  STUDIO_HOST_REFUSED: 403,
  STUDIO_ORIGIN_REFUSED: 403,
};

/** HTTP status that fits an error; 500 for what is not expected here. */
export function statusOf(error: unknown): number {
  if (error instanceof RouteError) return error.status;
  return isSondeError(error) ? (statuses[error.code] ?? 500) : 500;
}

/** A request that no route takes: `STUDIO_BAD_REQUEST` with an HTTP status of its own. */
export class RouteError extends SondeError {
  readonly status: number;

  /**
   * @param status - HTTP status, 4xx.
   * @param message - What was asked.
   */
  constructor(status: 400 | 404 | 405, message: string) {
    super('STUDIO_BAD_REQUEST', message);
    this.status = status;
  }
}

/** The error as JSON; what is not of the catalogue keeps its text to itself. */
export function errorBody(error: unknown): ErrorBody {
  if (isSondeError(error)) {
    const { code, message, why, fix } = error;
    return { error: { code, message, why, fix } };
  }
  const why = 'The studio made a mistake.';
  const fix = 'Look at what the studio printed, and report it.';
  return { error: { code: 'INTERNAL', message: 'Internal error.', why, fix } };
}

/** Sends a whole body. A client that has gone away is not an error. */
export function sendBody(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.statusCode = status;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', bytes.byteLength);
  if (status === 503) response.setHeader('Retry-After', '1');
  response.end(bytes);
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendBody(response, status, 'application/json', JSON.stringify(value));
}

/** Sends an error with the status that fits it. */
export function sendError(response: ServerResponse, error: unknown): void {
  sendJson(response, statusOf(error), errorBody(error));
}
