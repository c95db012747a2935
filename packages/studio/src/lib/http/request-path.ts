/** One normal form of a request's path, taken before anything is decided by it. */

/** Path and query of a request. */
export interface RequestTarget {
  /** Absolute, without empty, `.` or `..` segments, each segment percent-encoded in the one canonical way. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const targetMaxLength = 8_192;

/**
 * Gives path and query, or undefined for what has no single meaning: absolute-form targets, `//`, `..`, control
 * characters, backslashes, broken percent-encoding. Such paths are how authorisation by path is walked around.
 *
 * @param target - The request target as it stands on the request line.
 */
export function parseRequestTarget(target: string | undefined): RequestTarget | undefined {
  if (!target?.startsWith('/') || target.length > targetMaxLength) return undefined;
  const mark = target.indexOf('?');
  const path = canonicalPath(mark < 0 ? target : target.slice(0, mark));
  if (path === undefined) return undefined;
  return { path, query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)) };
}

function canonicalPath(raw: string): string | undefined {
  if (raw === '/') return raw;
  try {
    const segments = raw.replace(/\/$/, '').slice(1).split('/').map(decodeURIComponent);
    return segments.every(isPlain) ? `/${segments.map(encodeURIComponent).join('/')}` : undefined;
  } catch {
    return undefined; // broken percent-encoding, or half a surrogate pair
  }
}

function isPlain(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[\p{Cc}\\]/u.test(segment);
}
