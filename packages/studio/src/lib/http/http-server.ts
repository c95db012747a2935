/** A node:http server that survives hostile clients, and ways to start and stop it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SondeError } from '@sonde/conventions';

/** A server that listens. */
export interface ListeningServer {
  readonly port: number;
  /** `http://host:port`, with a host that can be connected to. */
  readonly url: string;
  /** Stops listening, waits for requests in progress up to `graceMs`, then cuts connections. */
  close(graceMs: number): Promise<void>;
}

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How many following ports are tried when it is taken (0). */
  readonly nextPortsMax?: number;
}

// More than any local set of senders needs, fewer than the usual limit of open files.
const connectionsMax = 4_096;
const headersTimeoutMs = 15_000;
const requestTimeoutMs = 60_000;
const keepAliveTimeoutMs = 65_000;

/**
 * Starts a server.
 *
 * @param handle - Answers requests; must not throw.
 * @throws SondeError `STUDIO_PORT_TAKEN` when no port of those asked for is free.
 */
export async function listenHttp(handle: RequestListener, options: ListenOptions): Promise<ListeningServer> {
  const { host, port, nextPortsMax = 0 } = options;
  const server = createHardenedServer(handle);
  for (let tried = 0; ; tried += 1) {
    const error = await tryListen(server, host, port === 0 ? 0 : port + tried);
    if (!error) break;
    if (error.code !== 'EADDRINUSE') throw error;
    if (tried >= nextPortsMax) {
      throw new SondeError('STUDIO_PORT_TAKEN', `Port ${port} on ${host} is taken.`, { cause: error });
    }
  }
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://${connectableHost(host)}:${bound}`,
    close: (graceMs) => closeServer(server, graceMs),
  };
}

function createHardenedServer(handle: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
    },
    handle,
  );
  server.maxConnections = connectionsMax;
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  server.on('connect', (_request, socket) => socket.destroy());
  return server;
}

function tryListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      resolve(error);
    };
    const onListening = () => {
      server.off('error', onError);
      server.on('error', () => {}); // such as EMFILE on accept: the next accept tries again
      resolve(undefined);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, host);
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function connectableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
