/** Who may use UI and API: whoever knows the token of this run of the studio. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Checks and grants logins of one studio. */
export interface Login {
  /** True with the login cookie or with the token as bearer token. */
  isAuthenticated(request: IncomingMessage): boolean;
  /** True when the request is authenticated by a cookie, which a browser sends unasked. */
  usesCookie(request: IncomingMessage): boolean;
  /** `Set-Cookie` for a right token, undefined for a wrong one. */
  exchange(token: string): string | undefined;
}

/**
 * Makes the login of one studio.
 *
 * @param token - The secret, printed once as part of an address.
 * @param port - Part of the cookie's name: cookies do not tell ports apart, and several studios may run.
 * @param session - The cookie's value, as secret as the token.
 */
export function createLogin(token: string, port: number, session: string): Login {
  const cookieName = `sonde_${port}`;
  const hasCookie = (request: IncomingMessage) =>
    cookieValues(request.headers.cookie, cookieName).some((value) => isSame(value, session));
  const hasBearer = (request: IncomingMessage) =>
    isSame(/^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '', token);
  return {
    isAuthenticated: (request) => hasBearer(request) || hasCookie(request),
    usesCookie: (request) => !hasBearer(request) && hasCookie(request),
    exchange: (candidate) =>
      isSame(candidate, token) ? `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict` : undefined,
  };
}

function cookieValues(header: string | undefined, name: string): readonly string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** Compares in constant time, whatever the lengths. */
function isSame(candidate: string, secret: string): boolean {
  return timingSafeEqual(digest(candidate), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
