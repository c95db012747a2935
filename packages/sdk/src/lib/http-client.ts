/**
 * The HTTP client and gzip of Node, loaded with the first request.
 *
 * Importing names of node:http costs 35 ms of processor time at start, because that also loads undici for the WebSocket
 * it exports; node:https costs another 10 ms (Node 24).
 */
import type * as Http from 'node:http';

/** The client for a URL. */
export function httpClient(url: URL): Pick<typeof Http, 'request' | 'Agent'> {
  return process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http') as typeof Http;
}

/** Compresses in the thread pool. */
export function gzipped(bytes: Uint8Array, level?: number): Promise<Uint8Array> {
  const { gzip } = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(bytes, level === undefined ? {} : { level }, (error, compressed) =>
      error === null ? resolve(compressed) : reject(error),
    );
  });
}
