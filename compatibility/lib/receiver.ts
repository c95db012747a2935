/** A real OTLP/HTTP receiver that keeps what it is sent. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeRequest, type LogRecord, type MetricRecord, type Signal, type SpanRecord } from '@sonde/otlp';

export class Receiver {
  readonly spans: SpanRecord[] = [];
  readonly logs: LogRecord[] = [];
  readonly metrics: MetricRecord[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#receive(request).then((status) => response.writeHead(status).end());
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const signal = (request.url ?? '').split('/').at(-1) as Signal;
    if (signal === 'traces') this.spans.push(...decodeRequest(signal, body).map(({ record }) => record));
    else if (signal === 'logs') this.logs.push(...decodeRequest(signal, body).map(({ record }) => record));
    else if (signal === 'metrics')
      this.metrics.push(...decodeRequest(signal, body).map(({ record }) => record));
    else return 404;
    return 200;
  }
}
