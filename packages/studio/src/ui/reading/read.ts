/** Asks the studio: one request a question. */
import type { ReaderMethod, TelemetryReader } from '@sonde/store/reader';

/** Question of a reader method. */
export type QueryOf<M extends ReaderMethod> = NonNullable<Parameters<TelemetryReader[M]>[0]>;

/** Answer of a reader method. */
export type AnswerOf<M extends ReaderMethod> = Awaited<ReturnType<TelemetryReader[M]>>;

/** What the studio says of itself. */
export interface About {
  readonly version: string;
  readonly home: string;
  /** Missing when the receiver is off or its port was taken. */
  readonly otlpUrl?: string;
  /** What is shown is a demonstration. */
  readonly demo?: boolean;
  readonly warnings: readonly string[];
}

/** A question that was not answered. `OFFLINE` and `SIGNED_OUT` are made here, other codes by the studio. */
export class ReadError extends Error {
  readonly code: string;
  readonly why: string;
  readonly fix: string;
  constructor(code: string, message: string, why = '', fix = '') {
    super(message);
    this.name = 'ReadError';
    this.code = code;
    this.why = why;
    this.fix = fix;
  }
}

/**
 * Asks one question.
 *
 * @throws ReadError where the studio refuses, is away, or has signed this page out.
 */
export async function read<M extends ReaderMethod>(
  method: M,
  query: QueryOf<M>,
  signal?: AbortSignal,
): Promise<AnswerOf<M>> {
  const answer = await ask(`/api/read/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
    signal: signal ?? null,
  });
  return (answer ?? undefined) as AnswerOf<M>;
}

/** What the studio says of itself. @throws ReadError as `read`. */
export async function readAbout(): Promise<About> {
  return (await ask('/api/about', {})) as About;
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const { response, text } = await request(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ReadError('OFFLINE', 'The studio does not answer.', '', 'Start it again: npx sonde up');
  });
  if (response.ok) return text === '' ? undefined : JSON.parse(text);
  if (response.status === 404 && text === '') return undefined;
  throw refusal(response.status, text);
}

async function request(url: string, init: RequestInit) {
  const response = await fetch(url, { ...init, credentials: 'same-origin' });
  return { response, text: await response.text() };
}

function refusal(status: number, text: string): ReadError {
  if (status === 401) return new ReadError('SIGNED_OUT', 'This page is signed out.');
  const error = parseError(text);
  return new ReadError(
    error['code'] ?? `HTTP_${status}`,
    error['message'] ?? `The studio answered with status ${status}.`,
    error['why'],
    error['fix'],
  );
}

function parseError(text: string): Readonly<Record<string, string | undefined>> {
  try {
    return (JSON.parse(text) as { error?: Record<string, string> }).error ?? {};
  } catch {
    return {};
  }
}
