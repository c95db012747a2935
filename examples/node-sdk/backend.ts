/** A backend for traces on a socket: what a stock exporter speaks to, in twenty lines. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

interface TraceRequest {
  readonly resourceSpans: { readonly scopeSpans: { readonly spans: { readonly name: string }[] }[] }[];
}

/** A running backend. */
export interface Backend {
  readonly url: string;
  /** Names of the spans that came, in OTLP/JSON. */
  readonly spanNames: readonly string[];
  stop(): void;
}

/** Starts one on a free port. Other signals and encodings are taken and not read. */
export async function startBackend(): Promise<Backend> {
  const spanNames: string[] = [];
  const server = createServer((request, response) => {
    void namesIn(request).then((names) => {
      spanNames.push(...names);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, spanNames, stop: () => server.close() };
}

async function namesIn(request: IncomingMessage): Promise<string[]> {
  const zipped = request.headers['content-encoding'] === 'gzip';
  const body = zipped ? request.pipe(createGunzip()) : request;
  const isRead = request.headers['content-type'] === 'application/json' && request.url === '/v1/traces';
  if (!isRead) {
    body.resume();
    return [];
  }
  const { resourceSpans } = (await json(body)) as TraceRequest;
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}
