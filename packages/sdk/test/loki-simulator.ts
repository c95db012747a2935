/** Loki's push API on a socket, as strict as Loki about what it takes. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A line as it is stored. */
export interface StoredLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: string;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Answer to one request; undefined takes it. */
export type LokiAnswer =
  | { readonly status: number; readonly text?: string; readonly headers?: Record<string, string> }
  | undefined;

/** Loki's own bounds (`limits_config`): label names of a stream, bytes of a line. */
const LABELS_MAX = 15;
const LINE_BYTES_MAX = 256 * 1_024;

export class LokiSimulator {
  readonly batchSizes: number[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  answer: (lines: readonly StoredLine[]) => LokiAnswer = () => undefined;
  #lines = new Map<string, StoredLine>();
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What it stores: the same line of the same stream and time is one. */
  get lines(): readonly StoredLine[] {
    return [...this.#lines.values()];
  }

  get messages(): unknown[] {
    return this.lines.map(({ line }) => JSON.parse(line).message);
  }

  /** Listens; after a `stop` on the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.#receive(request).then(({ status, text = '', headers = {} }) =>
        response.writeHead(status, headers).end(text),
      );
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  }

  async #receive(request: IncomingMessage): Promise<NonNullable<LokiAnswer>> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    if (request.url !== '/loki/api/v1/push' || request.method !== 'POST') return { status: 404 };
    this.headers.push(request.headers);
    try {
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const lines = linesOf(JSON.parse(body.toString()));
      const answer = this.answer(lines);
      if (answer !== undefined) return answer;
      this.batchSizes.push(lines.length);
      for (const line of lines) this.#lines.set(JSON.stringify([line.labels, line.time, line.line]), line);
      return { status: 204 };
    } catch (error) {
      return { status: 400, text: (error as Error).message };
    }
  }
}

function linesOf({
  streams,
}: {
  streams: { stream: Record<string, string>; values: unknown[][] }[];
}): StoredLine[] {
  return streams.flatMap(({ stream, values }) => {
    const names = Object.keys(stream);
    if (names.length === 0 || names.length > LABELS_MAX) throw new Error(`${names.length} label names`);
    for (const [name, value] of Object.entries(stream))
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || typeof value !== 'string' || value === '')
        throw new Error(`label ${name}`);
    return values.map(([time, line, metadata = {}]) => {
      if (typeof time !== 'string' || !/^\d{19}$/.test(time)) throw new Error(`time ${String(time)}`);
      if (typeof line !== 'string' || Buffer.byteLength(line) > LINE_BYTES_MAX)
        throw new Error('line too long');
      for (const value of Object.values(metadata as object))
        if (typeof value !== 'string') throw new Error('metadata');
      return { labels: stream, time, line, metadata: metadata as Record<string, string> };
    });
  });
}
