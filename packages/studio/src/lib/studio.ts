/** Puts the studio together: owner of a home, store, spool tail, OTLP receiver, UI and API. */
import type { RequestListener } from 'node:http';
import { join, resolve } from 'node:path';
import { isSondeError } from '@sonde/conventions';
import { openStore, type Store } from '@sonde/store';
import type { TelemetryReader } from '@sonde/store/reader';
import type { StudioAbout } from './app/about.ts';
import { createAppHandler } from './app/app-handler.ts';
import { createLogin } from './app/login.ts';
import { loadStaticFiles } from './app/static-files.ts';
import { Closers } from './closers.ts';
import { type ListeningServer, type ListenOptions, listenHttp } from './http/http-server.ts';
import { createRequestGuards, type RequestGuards } from './http/request-guards.ts';
import { claimHome } from './ownership/home-claim.ts';
import { sessionKey } from './ownership/session-key.ts';
import { builtViewerDirectory, packageVersion } from './package-files.ts';
import { createReceiver, type Receiver } from './receiver/otlp-receiver.ts';
import { SpoolTail } from './spools/spool-tail.ts';
import { appendBatch, appendReceived, describeStoreEvent } from './store-appends.ts';
import { Warnings } from './warnings.ts';

/** What a studio can be told. */
export interface StudioOptions {
  /** Directory that holds `spool/`, `store/` and `run/`; created when missing. */
  readonly home: string;
  /** Address to listen on (127.0.0.1). A login is needed on any. */
  readonly host?: string;
  /** Port of UI and API, 0 for any free one (4320, or the next free one). A port given here must be free. */
  readonly port?: number;
  /** Port of the OTLP/HTTP receiver, 0 for any free one, null for none (4318). */
  readonly otlpPort?: number | null;
  /** Host names, without port, that requests may be addressed to besides the loopback ones (none). */
  readonly allowHosts?: readonly string[];
  /** Folder of the built viewer (the one of this package). */
  readonly uiDirectory?: string;
  /** Marks what is shown as a demonstration (false). */
  readonly demo?: boolean;
  /** Told of each new warning, now and later (nobody). */
  readonly onWarning?: (text: string) => void;
}

/** A running studio. */
export interface Studio {
  /** Opens the viewer: the address with the login token in it. Print it once, keep it out of logs. */
  readonly url: string;
  /** Endpoint for OTLP/HTTP exporters; missing when the receiver is off or its port was taken. */
  readonly otlpUrl?: string;
  /** What the user should know, up to now. */
  readonly warnings: readonly string[];
  /** Reads what is stored, without HTTP. */
  readonly reader: TelemetryReader;
  /** What `GET /api/about` answers. */
  about(): StudioAbout;
  /** Finishes what is in progress, then frees ports and home. Safe to call twice. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
const defaultPort = 4320;
const defaultOtlpPort = 4318;
// As many ports as a user would still recognise as "the studio's".
const nextPortsMax = 20;
// What is in progress is appends and reads of at most some seconds; a follower never ends by itself.
const closeGraceMs = 2_000;

/**
 * Starts the studio of a home.
 *
 * @throws SondeError `STORE_IN_USE`, `STUDIO_PORT_TAKEN` (a port given by the caller), `DIRECTORY_UNWRITABLE`.
 * @example
 * const studio = await startStudio({ home });
 * console.log(studio.url);
 */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const closers = new Closers();
  try {
    return await assemble({ ...options, home: resolve(options.home) }, closers);
  } catch (error) {
    await closers.close().catch(() => {}); // the error that stopped the start is the one to tell
    throw error;
  }
}

async function assemble(options: StudioOptions, closers: Closers): Promise<Studio> {
  const warnings = new Warnings(options.onWarning ?? (() => {}));
  const guards = createRequestGuards(options.host ?? loopback, options.allowHosts ?? []);
  const claim = await claimHome(options.home);
  closers.defer(() => claim.release());
  const backend = await startBackend(options, guards, warnings, closers);
  const about = new About(options, warnings, backend);
  const app = await startApp({ options, guards, token: claim.token, warnings, backend, about, closers });
  const { otlpUrl } = about;
  await claim.announce({ url: app.url, ...otlpUrl });
  return {
    url: `${app.url}/?token=${claim.token}`,
    ...otlpUrl,
    get warnings() {
      return warnings.texts;
    },
    reader: backend.store.reader,
    about: () => about.tell(),
    close: () => closers.close(),
  };
}

/** What works without anybody looking. */
interface Backend {
  readonly store: Store;
  readonly tail: SpoolTail;
  readonly receiver: Receiver;
  /** Missing when the receiver is off or its port is taken. */
  readonly otlp: ListeningServer | undefined;
}

async function startBackend(
  options: StudioOptions,
  guards: RequestGuards,
  warnings: Warnings,
  closers: Closers,
): Promise<Backend> {
  const store = await openStore({
    directory: join(options.home, 'store'),
    onEvent: (event) => warnings.add(describeStoreEvent(event)),
  });
  closers.defer(() => store.close());
  const tail = await startTail(options.home, store, warnings, closers);
  const receiver = createReceiver({
    guards,
    report: (error) => warnings.addInternal(error),
    store: (received) => appendReceived(store, received),
  });
  return { store, tail, receiver, otlp: await startReceiver(options, receiver, warnings, closers) };
}

async function startTail(
  home: string,
  store: Store,
  warnings: Warnings,
  closers: Closers,
): Promise<SpoolTail> {
  const tail = new SpoolTail({
    home,
    checkpoints: await store.checkpoints(),
    sink: (batch) => appendBatch(store, batch),
    warn: (text) => warnings.add(text),
  });
  tail.start();
  closers.defer(() => tail.close());
  return tail;
}

/** A taken port is no failure: a collector may run there, and spools are tailed in any case. */
async function startReceiver(
  { host = loopback, otlpPort = defaultOtlpPort }: StudioOptions,
  receiver: Receiver,
  warnings: Warnings,
  closers: Closers,
): Promise<ListeningServer | undefined> {
  if (otlpPort === null) return undefined;
  try {
    const server = await listenHttp(receiver.handle, { host, port: otlpPort });
    closers.defer(() => server.close(closeGraceMs));
    return server;
  } catch (error) {
    if (!isSondeError(error) || error.code !== 'STUDIO_PORT_TAKEN') throw error;
    warnings.add(`${error.message} OTLP is not received there; spools of Sonde are still read.`);
    return undefined;
  }
}

interface AppOptions {
  readonly options: StudioOptions;
  readonly guards: RequestGuards;
  readonly token: string;
  readonly warnings: Warnings;
  readonly backend: Backend;
  readonly about: About;
  readonly closers: Closers;
}

async function startApp(app: AppOptions): Promise<ListeningServer> {
  const { options, warnings, about, closers } = app;
  const closing = new AbortController();
  let handle: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = await listenHttp((request, response) => handle(request, response), appAddress(options));
  closers.defer(() => {
    closing.abort();
    return server.close(closeGraceMs);
  });
  about.url = server.url;
  handle = createAppHandler({
    guards: app.guards,
    login: createLogin(app.token, server.port, sessionKey(options.home)),
    reader: app.backend.store.reader,
    files: loadStaticFiles(options.uiDirectory ?? builtViewerDirectory()),
    about: () => about.tell(),
    report: (error) => warnings.addInternal(error),
    closing: closing.signal,
  });
  if (options.port === undefined && server.port !== defaultPort) {
    warnings.add(`Port ${defaultPort} is taken; the viewer is at port ${server.port}.`);
  }
  return server;
}

function appAddress({ host = loopback, port }: StudioOptions): ListenOptions {
  return port === undefined ? { host, port: defaultPort, nextPortsMax } : { host, port };
}

/** What the studio says about itself. */
class About {
  /** Known once the app listens. */
  url = '';
  readonly #version = packageVersion();
  readonly #startTimeMs = Date.now();
  readonly #options: StudioOptions;
  readonly #warnings: Warnings;
  readonly #backend: Backend;

  constructor(options: StudioOptions, warnings: Warnings, backend: Backend) {
    this.#options = options;
    this.#warnings = warnings;
    this.#backend = backend;
  }

  get otlpUrl(): { readonly otlpUrl?: string } {
    const { otlp } = this.#backend;
    return otlp ? { otlpUrl: otlp.url } : {};
  }

  tell(): StudioAbout {
    const { receiver, tail } = this.#backend;
    return {
      version: this.#version,
      home: this.#options.home,
      startTimeMs: this.#startTimeMs,
      url: this.url,
      ...this.otlpUrl,
      warnings: this.#warnings.texts,
      demo: this.#options.demo ?? false,
      receiver: receiver.figures,
      spools: tail.figures,
    };
  }
}
