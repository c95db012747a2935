/** UI and API of the studio. Every request passes the same steps in the same order; what no step allows is refused. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isSondeError, SondeError } from '@sonde/conventions';
import type { TelemetryReader } from '@sonde/store/reader';
import { RouteError, sendBody, sendError, sendJson } from '../http/answers.ts';
import { comesFromPage, type RequestGuards } from '../http/request-guards.ts';
import { parseRequestTarget, type RequestTarget } from '../http/request-path.ts';
import { swallowUnreadBody } from '../http/unread-body.ts';
import type { StudioAbout } from './about.ts';
import { createFollowRoute } from './follow-route.ts';
import type { Login } from './login.ts';
import { createReadRoute } from './read-route.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { StaticFiles } from './static-files.ts';

/** What the app is made of. */
export interface AppParts {
  readonly guards: RequestGuards;
  readonly login: Login;
  readonly reader: TelemetryReader;
  readonly files: StaticFiles;
  readonly about: () => StudioAbout;
  /** Told of errors that are not the client's. */
  readonly report: (error: unknown) => void;
  /** Aborts when the studio closes. */
  readonly closing: AbortSignal;
}

type Route = (request: IncomingMessage, response: ServerResponse, target: RequestTarget) => unknown;

const loginPage = `<!doctype html><meta charset="utf-8"><title>Sonde</title>
<h1>Not logged in</h1>
<p>Open the address that <code>sonde up</code> printed; it ends in <code>?token=…</code>. If you just did,
<a href="/">go on</a>. A studio makes a new token each time it starts.</p>`;

/** Makes the request handler of UI and API. */
export function createAppHandler(parts: AppParts): RequestListener {
  const route = createRouter(parts);
  return (request, response) => {
    void answer(parts, route, request, response);
  };
}

async function answer(
  parts: AppParts,
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    setSecurityHeaders(response);
    const target = admit(parts, request, response);
    if (target) await route(request, response, target);
  } catch (error) {
    refuse(parts, request, response, error);
  } finally {
    swallowUnreadBody(request);
  }
}

/** The one gate: host, path, origin, login. Gives nothing when it has answered itself. */
function admit(
  { guards, login }: AppParts,
  request: IncomingMessage,
  response: ServerResponse,
): RequestTarget | undefined {
  guards.checkHost(request);
  const target = parseRequestTarget(request.url);
  if (!target) throw new RouteError(400, 'The request path is not in normal form.');
  guards.checkOrigin(request);
  if (exchangeToken(login, request, response, target)) return undefined;
  if (!login.isAuthenticated(request)) throw new SondeError('STUDIO_UNAUTHENTICATED', 'Not logged in.');
  if (isUnsafe(request) && login.usesCookie(request) && !comesFromPage(request)) {
    // Browsers send Origin with every unsafe request; a cookie without one is not from our viewer.
    throw new SondeError('STUDIO_ORIGIN_REFUSED', 'A login cookie without an Origin header.');
  }
  return target;
}

function exchangeToken(
  login: Login,
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: RequestTarget,
): boolean {
  const token = query.get('token');
  if (request.method !== 'GET' || token === null || path.startsWith('/api/')) return false;
  const cookie = login.exchange(token);
  if (cookie === undefined) return false;
  query.delete('token');
  const rest = query.toString();
  response.setHeader('Set-Cookie', cookie);
  response.setHeader('Location', path + (rest ? `?${rest}` : ''));
  sendBody(response, 303, 'text/plain; charset=utf-8', '');
  return true;
}

function isUnsafe({ method }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function createRouter(parts: AppParts): Route {
  const read = createReadRoute(parts.reader);
  const follow = createFollowRoute(parts.reader, parts.closing);
  const readPrefix = '/api/read/';
  const gets: Readonly<Record<string, Route>> = {
    '/api/health': (_request, response) => sendJson(response, 200, { ok: true }),
    '/api/about': (_request, response) => sendJson(response, 200, parts.about()),
    '/api/follow': (request, response, { query }) => follow(request, response, query),
  };
  return (request, response, target) => {
    const { path } = target;
    if (path.startsWith(readPrefix)) {
      requireMethod(request, response, ['POST']);
      return read(request, response, path.slice(readPrefix.length));
    }
    const get = Object.hasOwn(gets, path) ? gets[path] : undefined;
    if (get) {
      requireMethod(request, response, ['GET']);
      return get(request, response, target);
    }
    if (path === '/api' || path.startsWith('/api/')) throw new RouteError(404, `There is no ${path}.`);
    requireMethod(request, response, ['GET', 'HEAD']);
    if (parts.files.serve(request, response, path)) return undefined;
    throw new RouteError(404, `There is no ${path}.`);
  };
}

function requireMethod(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): void {
  if (allowed.includes(request.method ?? '')) return;
  response.setHeader('Allow', allowed.join(', '));
  throw new RouteError(405, `${request.method} is not allowed here; use ${allowed.join(' or ')}.`);
}

function refuse(
  { report }: AppParts,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (!isSondeError(error) && !response.destroyed) report(error);
  const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
  if (wantsPage && isSondeError(error) && error.code === 'STUDIO_UNAUTHENTICATED') {
    sendBody(response, 401, 'text/html; charset=utf-8', loginPage);
    return;
  }
  sendError(response, error);
}
