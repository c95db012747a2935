/** Serves the built viewer from a map made at start: no request ever reaches the file system. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { sendBody } from '../http/answers.ts';

/** The files of the viewer. */
export interface StaticFiles {
  /** Answers when the path is a file of the viewer, or when a browser asks for a page. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

interface StaticFile {
  readonly contentType: string;
  readonly etag: string;
  readonly cacheControl: string;
  readonly bodies: Readonly<Record<string, Buffer>>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

// In order of preference; the empty suffix is the plain file.
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
  ['identity', ''],
] as const;

// A viewer is a few hundred KB; more means that the folder is not one.
const filesMax = 500;
const fileMaxBytes = 16 * 1024 * 1024;

const notBuilt = `<!doctype html><meta charset="utf-8"><title>Sonde</title>
<h1>The viewer is not built</h1>
<p>This studio receives, stores and answers, but its web pages are missing. Build them with <code>npm run build</code>
in the workspace of Sonde, or install the released package, then start the studio again.</p>`;

/**
 * Reads the folder of the built viewer into memory.
 *
 * @param directory - With `index.html`; `x.js.br` and `x.js.gz` beside `x.js` are sent to whoever accepts them.
 */
export function loadStaticFiles(directory: string): StaticFiles {
  const files = new Map(listFiles(directory).map((path) => [urlPath(directory, path), loadFile(path)]));
  const index = files.get('/index.html') ?? pageOf(notBuilt);
  return {
    serve: (request, response, path) => {
      const file = files.get(path) ?? (path === '/' || asksForPage(request) ? index : undefined);
      if (file) sendFile(request, response, file);
      return file !== undefined;
    },
  };
}

/** The viewer routes by path in the browser: a reload of `/traces/ab12` is answered with the same page as `/`. */
function asksForPage(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('text/html') === true;
}

function listFiles(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && Object.hasOwn(contentTypes, extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size <= fileMaxBytes)
    .slice(0, filesMax);
}

function urlPath(directory: string, path: string): string {
  return `/${relative(directory, path).split(sep).join('/')}`;
}

function loadFile(path: string): StaticFile {
  const present = encodings.filter(([, suffix]) => existsSync(path + suffix));
  const bodies = Object.fromEntries(present.map(([name, suffix]) => [name, readFileSync(path + suffix)]));
  const isHashed = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path) && !path.endsWith('.html');
  return {
    contentType: contentTypes[extname(path)] ?? 'application/octet-stream',
    etag: etagOf(bodies['identity'] ?? Buffer.alloc(0)),
    cacheControl: isHashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    bodies,
  };
}

function pageOf(html: string): StaticFile {
  const body = Buffer.from(html);
  return {
    contentType: 'text/html; charset=utf-8',
    etag: etagOf(body),
    cacheControl: 'no-cache',
    bodies: { identity: body },
  };
}

function etagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  response.setHeader('ETag', file.etag);
  response.setHeader('Cache-Control', file.cacheControl);
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === file.etag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const encoding = acceptedEncoding(request, file);
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  sendBody(response, 200, file.contentType, file.bodies[encoding] ?? Buffer.alloc(0));
}

function acceptedEncoding(request: IncomingMessage, file: StaticFile): string {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  const best = encodings.find(([name]) => file.bodies[name] && accepted.includes(name));
  return best?.[0] ?? 'identity';
}
