import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readerMethods } from '@sonde/store/reader';
import { recordingReader } from '../../../test/support/recording-reader.ts';
import { ask, hostileHttp, sendRaw } from '../../../test/support/wire.ts';
import { type ListeningServer, listenHttp } from '../http/http-server.ts';
import { createRequestGuards } from '../http/request-guards.ts';
import { createAppHandler } from './app-handler.ts';
import { createLogin } from './login.ts';
import { loadStaticFiles } from './static-files.ts';

const token = 'right-token';
const { reader, calls, cancelled, followed } = recordingReader();
const reported: unknown[] = [];
const closing = new AbortController();
let server: ListeningServer;
let uiDirectory: string;
let cookie: string;

beforeAll(async () => {
  uiDirectory = mkdtempSync(join(tmpdir(), 'studio-ui-'));
  writeFileSync(join(uiDirectory, 'index.html'), '<p>viewer</p>');
  writeFileSync(join(uiDirectory, 'app.js'), 'plain');
  writeFileSync(join(uiDirectory, 'app.js.br'), 'brotli');
  writeFileSync(join(uiDirectory, 'secret.pem'), 'no web type');
  // The port is part of the cookie's name; any number serves here.
  const login = createLogin(token, 1, 'session-of-the-test');
  const handler = createAppHandler({
    guards: createRequestGuards('127.0.0.1', ['box.test']),
    login,
    reader,
    files: loadStaticFiles(uiDirectory),
    about: () => ({ version: '1' }) as never,
    report: (error) => reported.push(error),
    closing: closing.signal,
  });
  server = await listenHttp(handler, { host: '127.0.0.1', port: 0 });
  const answer = await ask(server.url, `/?token=${token}`);
  cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '';
});

afterAll(async () => {
  closing.abort();
  await server.close(100);
  rmSync(uiDirectory, { recursive: true });
});

const json = { 'Content-Type': 'application/json' };
const bearer = { Authorization: `Bearer ${token}` };
const routes = [
  ['GET', '/'],
  ['GET', '/app.js'],
  ['GET', '/traces/ab'],
  ['GET', '/nothing.txt'],
  ['GET', '/api/health'],
  ['GET', '/api/about'],
  ['GET', '/api/follow'],
  ['GET', '/api/unknown'],
  ...readerMethods.map((method) => ['POST', `/api/read/${method}`] as const),
] as const;

describe('the gate', () => {
  test.each(routes)('refuses %s %s for a foreign Host, even with the token', async (method, path) => {
    for (const host of [
      'evil.test',
      'evil.test:4320',
      '127.0.0.1.evil.test',
      'localhost@evil.test',
      'localhost:',
    ]) {
      const answer = await ask(server.url, path, { method, headers: { ...bearer, Host: host } });
      expect([host, answer.status]).toEqual([host, 403]);
    }
  });

  test.each(routes)('refuses %s %s without login', async (method, path) => {
    const wrong = [
      {},
      { Cookie: 'sonde_1=wrong' },
      { Authorization: 'Bearer wrong' },
      { Cookie: `sonde_1=${token}` },
    ];
    for (const headers of wrong) {
      const answer = await ask(server.url, path, { method, headers: { ...json, ...headers } });
      expect(answer.status).toBe(401);
      expect(answer.body.toString()).not.toContain(token);
    }
  });

  test('does not log in with a wrong token, and shows a browser where to go', async () => {
    const answer = await ask(server.url, '/?token=wrong', { headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body.toString()).toContain('sonde up');
  });

  test('hands out a cookie that scripts and other sites cannot use, and redirects to its own path alone', async () => {
    const answer = await ask(server.url, `/traces/x?token=${token}&a=1`);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect([answer.status, answer.headers.location]).toEqual([303, '/traces/x?a=1']);
    expect((await ask(server.url, `//evil.test/?token=${token}`)).status).toBe(400);
  });

  test.each(['127.0.0.1', 'localhost:9', '[::1]:4320', 'box.test'])('answers to Host %s', async (host) => {
    expect((await ask(server.url, '/api/health', { headers: { ...bearer, Host: host } })).status).toBe(200);
  });

  test.each(['//api/about', '/api//about', '/%2e%2e/x', '/a/%00', '/..%2fx/../y', '/api\\about'])(
    'refuses the ambiguous path %s before it looks at anything else',
    async (path) => {
      expect((await ask(server.url, path, { headers: bearer })).status).toBe(400);
    },
  );

  test('refuses what another origin sends with the cookie, and changes nothing', async () => {
    const before = calls.length;
    const foreign = ['http://evil.test', 'http://localhost:3000', 'null', 'https://127.0.0.1', 'file://'];
    for (const origin of foreign) {
      const headers = { Cookie: cookie, Origin: origin, 'Content-Type': 'text/plain' };
      const post = await ask(server.url, '/api/read/traces', { method: 'POST', headers, body: '{}' });
      const follow = await ask(server.url, '/api/follow', { headers: { Cookie: cookie, Origin: origin } });
      expect([origin, post.status, follow.status]).toEqual([origin, 403, 403]);
    }
    const image = { Cookie: cookie, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' };
    expect((await ask(server.url, '/api/about', { headers: image })).status).toBe(403);
    expect(calls.length).toBe(before);
  });

  test('refuses an unsafe request with a cookie and no Origin', async () => {
    const headers = { ...json, Cookie: cookie };
    expect((await ask(server.url, '/api/read/traces', { method: 'POST', headers, body: '{}' })).status).toBe(
      403,
    );
  });

  test('lets the viewer itself ask', async () => {
    const { host } = new URL(server.url);
    const headers = { ...json, Cookie: cookie, Origin: `http://${host}`, Host: host };
    expect((await ask(server.url, '/api/read/traces', { method: 'POST', headers, body: '{}' })).status).toBe(
      200,
    );
  });

  test('puts the security headers on refusals too', async () => {
    const { headers } = await ask(server.url, '/');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('survives garbage', async () => {
    await Promise.all(hostileHttp.map((bytes) => sendRaw(server.url, bytes)));
    expect((await ask(server.url, '/api/health', { headers: bearer })).status).toBe(200);
    expect(reported).toEqual([]);
  });
});

describe('the viewer', () => {
  test('is served from the fixed map, compressed where accepted', async () => {
    const plain = await ask(server.url, '/app.js', { headers: bearer });
    expect([plain.body.toString(), plain.headers['content-type']]).toEqual([
      'plain',
      'text/javascript; charset=utf-8',
    ]);
    const packed = await ask(server.url, '/app.js', {
      headers: { ...bearer, 'Accept-Encoding': 'gzip, br' },
    });
    expect([packed.body.toString(), packed.headers['content-encoding']]).toEqual(['brotli', 'br']);
    const refused = { ...bearer, 'Accept-Encoding': 'br;q=0' };
    expect((await ask(server.url, '/app.js', { headers: refused })).body.toString()).toBe('plain');
  });

  test('answers a reload of any of its addresses, and an unchanged page with 304', async () => {
    const headers = { ...bearer, Accept: 'text/html' };
    const first = await ask(server.url, '/operations/chat%20gpt-4.1', { headers });
    expect(first.body.toString()).toBe('<p>viewer</p>');
    const again = { ...headers, 'If-None-Match': String(first.headers.etag) };
    expect((await ask(server.url, '/', { headers: again })).status).toBe(304);
  });

  test('holds nothing but web files, and is never written to', async () => {
    expect((await ask(server.url, '/secret.pem', { headers: bearer })).status).toBe(404);
    expect((await ask(server.url, '/__proto__', { headers: bearer })).status).toBe(404);
    expect((await ask(server.url, '/', { method: 'DELETE', headers: bearer })).status).toBe(405);
  });

  test('says so when it is not built', () => {
    expect(() => loadStaticFiles('/nonexistent')).not.toThrow();
  });
});

describe('reading', () => {
  const read = (method: string, body: string, headers: Record<string, string> = {}) =>
    ask(server.url, `/api/read/${method}`, {
      method: 'POST',
      headers: { ...json, ...bearer, ...headers },
      body,
    });

  test('passes query and deadline on, and gives null for what is not there', async () => {
    const answer = await read('trace', '{"traceId":"abcdef"}', { 'X-Sonde-Deadline-Ms': '250' });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'null']);
    expect(calls.at(-1)).toEqual({ method: 'trace', query: { traceId: 'abcdef' }, deadlineMs: 250 });
  });

  test.each([
    ['{"text":"invalid"}', 400, 'STORE_INVALID_QUERY'],
    ['{"text":"late"}', 504, 'STORE_DEADLINE_EXCEEDED'],
    ['{"text":"down"}', 503, 'STORE_UNAVAILABLE'],
    ['[]', 400, 'STORE_INVALID_QUERY'],
    ['nonsense', 400, 'STORE_INVALID_QUERY'],
    [`{"text":"${'a'.repeat(300_000)}"}`, 413, 'OTLP_LIMIT_EXCEEDED'],
  ])('answers %.40s with %i and the reason', async (body, status, code) => {
    const answer = await read('traces', body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toEqual({
      error: { code, message: expect.any(String), why: expect.any(String), fix: expect.any(String) },
    });
  });

  test('keeps the text of unexpected errors to itself and reports them', async () => {
    const answer = await read('traces', '{"text":"bug"}');
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).not.toContain('secret detail');
    expect(String(reported.pop())).toContain('secret detail');
  });

  test('refuses unknown methods, other verbs, other content types and odd deadlines', async () => {
    for (const name of ['follow', '__proto__', 'constructor', 'toString', '']) {
      expect((await read(name, '{}')).status).toBe(404);
    }
    expect((await ask(server.url, '/api/read/traces', { headers: bearer })).status).toBe(405);
    expect((await read('traces', '{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await read('traces', '{}', { 'X-Sonde-Deadline-Ms': '1e9' })).status).toBe(400);
  });

  test('cancels the call when the client goes away', async () => {
    const controller = new AbortController();
    const asked = fetch(`${server.url}/api/read/spans`, {
      method: 'POST',
      headers: { ...json, ...bearer },
      body: JSON.stringify({ text: 'hang' }),
      signal: controller.signal,
    }).catch(() => {});
    while (calls.at(-1)?.method !== 'spans') await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await asked;
    while (!cancelled.includes('spans')) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('following', () => {
  test('streams events with their cursor as id, and prefers Last-Event-ID', async () => {
    const controller = new AbortController();
    const headers = { ...bearer, 'Last-Event-ID': '6' };
    const response = await fetch(`${server.url}/api/follow?cursor=2&service=atlas`, {
      headers,
      signal: controller.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('data:')) break;
    }
    expect(text).toBe(
      'retry: 1000\n\nid: 7\ndata: {"cursor":"7","type":"log","log":{"message":"a\\nid: 9\\n\\nb"}}\n\n',
    );
    expect(followed.at(-1)).toEqual({ cursor: '6', service: 'atlas' });
    controller.abort();
    while (!cancelled.includes('follow')) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('ends with a problem event when the store restarts', async () => {
    const answer = await ask(server.url, '/api/follow?service=breaks', { headers: bearer });
    expect(answer.body.toString()).toContain('event: problem\ndata: {"error":{"code":"STORE_UNAVAILABLE"');
  });
});
