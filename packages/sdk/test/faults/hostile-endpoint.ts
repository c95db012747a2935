/** A real endpoint on a socket that behaves as badly as it is told, and remembers every request it took. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  decodeJsonRequest,
  decodeRequest,
  encodeExportResponse,
  encodeRecords,
  encodeRequest,
  type Signal,
} from '@sonde/otlp';

/** A request, and the ways to deal with it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Reads the request; tells how many records it has. */
  read(): Promise<number>;
  /** Takes what was read, as a receiver that has it durably. */
  take(): void;
  /** Answers as OTLP asks. */
  confirm(rejected?: number): void;
}

/** What an endpoint does with a request. */
export type Behaviour = (exchange: Exchange) => unknown;

/** A request that was taken. */
export interface TakenRequest {
  readonly signal: Signal;
  readonly body: Uint8Array;
}

/** As a receiver should be. */
export const accept: Behaviour = async ({ read, take, confirm }) => {
  await read();
  take();
  confirm();
};

export class HostileEndpoint {
  readonly taken: TakenRequest[] = [];
  requestCount = 0;
  behave: Behaviour = accept;
  readonly #host: string;
  #server: Server | undefined;
  #port = 0;

  constructor(host: string = '127.0.0.1') {
    this.#host = host;
  }

  get url(): string {
    return `http://${this.#host}:${this.#port}`;
  }

  /** Ids of the spans taken, repeats included. */
  get spanIds(): string[] {
    return this.taken
      .filter(({ signal }) => signal === 'traces')
      .flatMap(({ body }) => decodeRequest('traces', body).map(({ record }) => record.spanId));
  }

  /** Listens; after a `stop` on the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#exchange(request, response));
    server.on('clientError', (_, socket) => socket.destroy());
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, this.#host, resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Connections are refused from now on. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Closes the connections that wait for a next request. */
  closeIdle(): void {
    this.#server?.closeIdleConnections();
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requestCount += 1;
    const signal = (request.url ?? '').split('/').at(-1) as Signal;
    let body: Uint8Array = new Uint8Array();
    const exchange: Exchange = {
      request,
      response,
      read: async () => {
        body = await bodyOf(request, signal);
        return decodeRequest(signal, body).length;
      },
      take: () => void this.taken.push({ signal, body }),
      confirm: (rejected = 0) => {
        const answer = encodeExportResponse(signal, { rejected, message: rejected > 0 ? 'no' : '' });
        if (isJson(request)) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        else response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(answer);
      },
    };
    try {
      await this.behave(exchange);
    } catch {
      response.destroy(); // the client went away in the middle of its request
    }
  }
}

/** As protobuf, whatever it came as: the stock exporter speaks JSON. */
async function bodyOf(request: IncomingMessage, signal: Signal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
  if (!isJson(request)) return body;
  return encodeRequest(signal, encodeRecords(signal, decodeJsonRequest(signal, body)));
}

function isJson({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === 'application/json';
}
