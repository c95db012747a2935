/** The studio's own UI and API server over a reader that a test scripts: for states that a store reaches only by luck. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TelemetryReader } from '@sonde/store/reader';
import type { StudioAbout } from '../../src/lib/app/about.ts';
import { createAppHandler } from '../../src/lib/app/app-handler.ts';
import { createLogin } from '../../src/lib/app/login.ts';
import { loadStaticFiles } from '../../src/lib/app/static-files.ts';
import { listenHttp } from '../../src/lib/http/http-server.ts';
import { createRequestGuards } from '../../src/lib/http/request-guards.ts';

/** A running viewer. */
export interface ViewerServer {
  readonly port: number;
  /** Address with the login token. */
  readonly loginUrl: string;
  readonly origin: string;
  /** Errors that were not the client's. */
  readonly reported: readonly unknown[];
  close(): Promise<void>;
}

const token = 'a'.repeat(43);
const uiDirectory = fileURLToPath(new URL('../../dist/ui', import.meta.url));

/** Serves the built viewer over a reader. `port` 0 takes any free one. */
export async function startViewer(
  reader: TelemetryReader,
  options: { readonly warnings?: readonly string[]; readonly port?: number } = {},
): Promise<ViewerServer> {
  const closing = new AbortController();
  const reported: unknown[] = [];
  let handle: ReturnType<typeof createAppHandler> = () => {};
  const server = await listenHttp((request, response) => handle(request, response), {
    host: '127.0.0.1',
    port: options.port ?? 0,
  });
  handle = createAppHandler({
    guards: createRequestGuards('127.0.0.1', []),
    login: createLogin(token, server.port),
    reader,
    files: loadStaticFiles(uiDirectory),
    about: () => aboutOf(server.url, options.warnings ?? []),
    report: (error) => reported.push(error),
    closing: closing.signal,
  });
  return {
    port: server.port,
    origin: server.url,
    loginUrl: `${server.url}/?token=${token}`,
    reported,
    close: () => {
      closing.abort();
      return server.close(100);
    },
  };
}

function aboutOf(url: string, warnings: readonly string[]): StudioAbout {
  return {
    version: '0.1.0',
    home: join('/home/ada', '.local/state/sonde'),
    startTimeMs: 0,
    url,
    otlpUrl: 'http://127.0.0.1:4318',
    warnings,
    demo: false,
    receiver: { acceptedCount: 0, refusedCount: 0, inFlightBytes: 0 },
    spools: {
      tailedCount: 0,
      copiedCount: 0,
      copiedBytes: 0,
      removedCount: 0,
      damagedBytes: 0,
      failureCount: 0,
    },
  };
}
