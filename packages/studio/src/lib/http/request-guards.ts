/** Refuses requests that a web page of somebody else could make a browser send. */
import type { IncomingMessage } from 'node:http';
import { SondeError } from '@sonde/conventions';

const loopbackNames = ['127.0.0.1', 'localhost', '::1'];
const wildcardAddresses = new Set(['0.0.0.0', '::', '']);

/** Who may be addressed, and who may ask. */
export interface RequestGuards {
  /** @throws SondeError `STUDIO_HOST_REFUSED` when the Host header names a foreign machine (DNS rebinding). */
  checkHost(request: IncomingMessage): void;
  /** @throws SondeError `STUDIO_ORIGIN_REFUSED` when a page of another origin asks, except by plain navigation. */
  checkOrigin(request: IncomingMessage): void;
}

/**
 * Makes the guards of one server.
 *
 * @param bindHost - Address the server listens on; allowed unless it is a wildcard.
 * @param allowHosts - Further host names, without port.
 */
export function createRequestGuards(bindHost: string, allowHosts: readonly string[]): RequestGuards {
  const extra = new Set(allowHosts.map(bareName));
  const allowed = new Set([...loopbackNames, ...extra]);
  if (!wildcardAddresses.has(bindHost)) allowed.add(bareName(bindHost));
  return {
    checkHost: (request) => {
      const name = hostName(request.headers.host);
      if (name === undefined || !allowed.has(name)) {
        throw new SondeError('STUDIO_HOST_REFUSED', `Host ${quoted(request.headers.host)} is not allowed.`);
      }
    },
    checkOrigin: (request) => {
      if (isNavigation(request)) return;
      const { origin } = request.headers;
      const site = request.headers['sec-fetch-site'];
      if (origin !== undefined ? !isOwnOrigin(request, origin, extra) : isForeignSite(site)) {
        throw new SondeError(
          'STUDIO_ORIGIN_REFUSED',
          `A page of ${quoted(origin ?? String(site))} may not do this.`,
        );
      }
    },
  };
}

/** True for a request of a browser page: those carry an Origin, or are told by Fetch Metadata. */
export function comesFromPage(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return request.headers.origin !== undefined || (site !== undefined && site !== 'none');
}

// A top-level GET: its answer goes to the user's own window, never to the page that linked here.
function isNavigation({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return headers['sec-fetch-mode'] === 'navigate' && headers.origin === undefined;
}

function isForeignSite(site: string | readonly string[] | undefined): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

// Another port of localhost is another origin, although cookies do not tell ports apart.
function isOwnOrigin(request: IncomingMessage, origin: string, extra: ReadonlySet<string>): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return false;
  return url.host === request.headers.host?.toLowerCase() || extra.has(bareName(url.hostname));
}

function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

function bareName(name: string): string {
  return name.toLowerCase().replace(/^\[|\]$/g, '');
}

function quoted(text: string | undefined): string {
  return JSON.stringify(text?.slice(0, 100) ?? '');
}
