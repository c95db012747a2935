/** A real OTLP/HTTP receiver on a socket that answers as it is told and keeps what it accepted. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeJsonRequest, decodeRequest, encodeExportResponse, type Signal } from '@sonde/otlp';

/** Answer to one request; undefined accepts it. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly rejected?: number }
  | undefined;

export class OtlpReceiver {
  readonly accepted: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  readonly spanNames: string[] = [];
  readonly logBodies: string[] = [];
  readonly eventNames: string[] = [];
  /** What came, as text, when it is wanted. */
  keptText: string | undefined;
  requestCount = 0;
  answer: (count: number, signal: Signal) => Answer = () => undefined;
  #server: Server | undefined;
  #port = 0;

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; after a `stop` on the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.#receive(request).then(({ status, headers, body }) =>
        response.writeHead(status, headers).end(body),
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

  async #receive(
    request: IncomingMessage,
  ): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }> {
    this.requestCount += 1;
    const signal = (request.url ?? '').split('/').at(-1) as Signal;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const isJson = request.headers['content-type'] === 'application/json';
    if (this.keptText !== undefined) this.keptText += body.toString('latin1');
    const records = isJson ? decodeJsonRequest(signal, body) : decodeRequest(signal, body);
    const answer = this.answer(records.length, signal);
    if (answer !== undefined && answer.rejected === undefined)
      return { status: answer.status, headers: answer.headers ?? {}, body: new Uint8Array() };
    const rejected = answer?.rejected ?? 0;
    this.accepted[signal] += records.length - rejected;
    if (signal === 'traces')
      for (const { record } of records) this.spanNames.push((record as { name: string }).name);
    if (signal === 'logs')
      for (const { record } of records) {
        const { body: said, eventName } = record as { body: unknown; eventName: string };
        this.logBodies.push(String(said));
        this.eventNames.push(eventName);
      }
    if (isJson)
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') };
    return {
      status: 200,
      headers: { 'content-type': 'application/x-protobuf' },
      body: encodeExportResponse(signal, { rejected, message: rejected > 0 ? 'no' : '' }),
    };
  }
}
