import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { SondeError } from '@sonde/conventions';
import { decodeRequest } from '@sonde/otlp';
import { requestOf } from '../../../test/support/telemetry.ts';
import { type Answer, ask, hostileHttp, sendRaw } from '../../../test/support/wire.ts';
import { type ListeningServer, listenHttp } from '../http/http-server.ts';
import { createRequestGuards } from '../http/request-guards.ts';
import { createReceiver, type ReceivedBody, type Receiver } from './otlp-receiver.ts';

let stored: ReceivedBody[];
let storing: () => Promise<void>;
const reported: unknown[] = [];
let receiver: Receiver;
let server: ListeningServer;

beforeAll(async () => {
  receiver = createReceiver({
    guards: createRequestGuards('127.0.0.1', []),
    store: async (received) => {
      await storing();
      stored.push(received);
    },
    report: (error) => reported.push(error),
  });
  server = await listenHttp(receiver.handle, { host: '127.0.0.1', port: 0 });
});

beforeEach(() => {
  stored = [];
  storing = async () => {};
});

afterAll(() => server.close(100));

const jsonType = { 'Content-Type': 'application/json' };
const protobufType = { 'Content-Type': 'application/x-protobuf' };

function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = jsonType,
): Promise<Answer> {
  return ask(server.url, path, { method: 'POST', headers, body });
}

const hostileKeys = ['__proto__', 'constructor.prototype.polluted', 'a.__proto__.polluted', 'toString'];

const span = requestOf('traces');

/** The message in a google.rpc.Status, field 2. */
function statusMessage(body: Buffer): string {
  const length = (body[3] ?? 0) < 128 ? 1 : 2;
  return body.subarray(3 + length).toString();
}

describe('a request that is well-formed', () => {
  test.each(['traces', 'logs', 'metrics'] as const)('is stored as it was received: %s', async (signal) => {
    const body = requestOf(signal);
    const answer = await post(`/v1/${signal}`, body);
    expect([answer.status, answer.body.toString()]).toEqual([200, '{}']);
    expect(stored.map((received) => ({ ...received, body: Buffer.from(received.body).toString() }))).toEqual([
      { signal, encoding: 'json', receivedUnixNano: expect.any(BigInt), body },
    ]);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ] as const)('is inflated from %s', async (encoding, compress) => {
    const answer = await post('/v1/traces', compress(span), { ...jsonType, 'Content-Encoding': encoding });
    expect(answer.status).toBe(200);
    expect(Buffer.from(stored[0]?.body ?? []).toString()).toBe(span);
  });

  test('is acknowledged only when it is durable', async () => {
    let durable: () => void = () => {};
    storing = () =>
      new Promise((resolve) => {
        durable = resolve;
      });
    let answered = false;
    const answer = post('/v1/traces', span).then(() => {
      answered = true;
    });
    while (receiver.figures.inFlightBytes === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(answered).toBe(false);
    durable();
    await answer;
    expect(receiver.figures.inFlightBytes).toBe(0);
  });

  test('comes from the stock exporter of OpenTelemetry, compressed', async () => {
    const exporter = new OTLPTraceExporter({ url: `${server.url}/v1/traces`, compression: 'gzip' as never });
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
    const tracer = provider.getTracer('stock');
    for (let index = 0; index < 1_000; index += 1) tracer.startSpan(`span ${index}`).end();
    await provider.shutdown();
    const names = stored.flatMap(({ body }) =>
      decodeRequest('traces', body).map(({ record }) => record.name),
    );
    expect(new Set(names).size).toBe(1_000);
  });

  test('keeps hostile keys without touching any prototype', async () => {
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      expect((await post(`/v1/${signal}`, requestOf(signal, hostileKeys))).status).toBe(200);
      const top = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
      expect((await post(`/v1/${signal}`, top)).status).toBe(200);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('shares its connection with the next one', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = [];
    for (const body of [span, '{broken', span]) {
      const { hostname, port } = new URL(server.url);
      const sent = httpRequest({
        hostname,
        port,
        path: '/v1/traces',
        method: 'POST',
        headers: jsonType,
        agent,
      });
      sent.end(body);
      const [response] = await once(sent, 'response');
      ports.push(response.socket.localPort);
      response.resume();
      await once(response, 'end');
    }
    agent.destroy();
    expect(new Set(ports).size).toBe(1);
  });
});

describe('a request that is not', () => {
  test.each([
    [405, 'GET', '/v1/traces', jsonType, ''],
    [405, 'PUT', '/v1/traces', jsonType, span],
    [404, 'POST', '/v1/spans', jsonType, span],
    [404, 'POST', '//v1/traces', jsonType, span],
    [404, 'POST', '/v1/%2e%2e/v1/traces', jsonType, span],
    [415, 'POST', '/v1/traces', { 'Content-Type': 'text/plain' }, span],
    [415, 'POST', '/v1/traces', {}, span],
    [415, 'POST', '/v1/traces', { ...jsonType, 'Content-Encoding': 'br' }, span],
    [415, 'POST', '/v1/traces', { ...jsonType, 'Content-Encoding': 'toString' }, span],
    [415, 'POST', '/v1/traces', { ...jsonType, 'Content-Encoding': 'gzip, gzip' }, span],
    [400, 'POST', '/v1/traces', { ...jsonType, 'Content-Encoding': 'gzip' }, span],
    [400, 'POST', '/v1/traces', { ...jsonType, 'Content-Encoding': 'gzip' }, gzipSync(span).subarray(0, 40)],
    [
      400,
      'POST',
      '/v1/traces',
      { ...jsonType, 'Content-Encoding': 'zstd' },
      zstdCompressSync(span).subarray(0, 40),
    ],
    [400, 'POST', '/v1/traces', jsonType, '{"resourceSpans": 7}'],
    [400, 'POST', '/v1/traces', jsonType, 'null'],
    [400, 'POST', '/v1/traces', jsonType, span.slice(0, -9)],
  ] as const)('gets %i: %s %s %j', async (status, method, path, headers, body) => {
    const answer = await ask(server.url, path, { method, headers: headers as Record<string, string>, body });
    expect(answer.status).toBe(status);
    const reason = JSON.parse(answer.body.toString()) as { code: number; message: string };
    expect(reason).toEqual({ code: expect.any(Number), message: expect.stringMatching(/.{10}/) });
    expect(stored).toEqual([]);
  });

  test('is refused with a Status in protobuf when it is protobuf', async () => {
    const answer = await post('/v1/traces', Uint8Array.of(0x0a, 0xff, 0x01, 0x02), protobufType);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/x-protobuf']);
    expect([...answer.body.subarray(0, 3)]).toEqual([0x08, 3, 0x12]);
    expect(statusMessage(answer.body)).toMatch(/^[\x20-\x7e…]{10,}$/);
    expect(stored).toEqual([]);
  });

  test('is refused when a value is nested without end', async () => {
    let value: unknown = { stringValue: 'x' };
    for (let depth = 0; depth < 1_000; depth += 1) value = { arrayValue: { values: [value] } };
    expect((await post('/v1/traces', requestOf('traces', ['k'], value))).status).toBe(413);
    const nested = `${'{"arrayValue":{"values":['.repeat(100_000)}${']}}'.repeat(100_000)}`;
    const answer = await post(
      '/v1/logs',
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${nested}}]}]}]}`,
    );
    expect([400, 413]).toContain(answer.status);
    expect(stored).toEqual([]);
  });

  test('is refused from web pages and for foreign hosts', async () => {
    const foreign = [
      { ...jsonType, Origin: 'http://evil.test' },
      { 'Content-Type': 'text/plain', Origin: 'http://evil.test' },
      { ...jsonType, 'Sec-Fetch-Site': 'cross-site' },
      { ...jsonType, Host: 'evil.test' },
      { ...jsonType, Host: 'evil.test:4318' },
    ];
    for (const headers of foreign) {
      const answer = await post('/v1/traces', span, headers);
      expect([headers, answer.status]).toEqual([headers, 403]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(
      (await ask(server.url, '/v1/traces', { method: 'OPTIONS', headers: foreign[0] ?? {} })).status,
    ).toBe(403);
    expect(stored).toEqual([]);
  });
});

describe('limits', () => {
  test.each([
    ['gzip', (zeros: Buffer) => gzipSync(zeros)],
    ['deflate', (zeros: Buffer) => deflateSync(zeros)],
    ['zstd', (zeros: Buffer) => zstdCompressSync(zeros)],
  ] as const)('a %s bomb is stopped while it inflates', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(256 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    const answers = await Promise.all(
      [1, 2, 3].map(() => post('/v1/traces', bomb, { ...protobufType, 'Content-Encoding': encoding })),
    );
    const grownMiB = (process.memoryUsage().rss - before) / 1024 / 1024;
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413]);
    expect(grownMiB).toBeLessThan(128);
    expect(receiver.figures.inFlightBytes).toBe(0);
  });

  test('a body over the limit is refused by its announced length, and while it streams', async () => {
    const large = Buffer.alloc(21 * 1024 * 1024);
    expect((await post('/v1/traces', large, protobufType)).status).toBe(413);
    const chunked = { ...protobufType, 'Transfer-Encoding': 'chunked' };
    expect((await post('/v1/traces', large, chunked)).status).toBe(413);
    const incompressible = Buffer.alloc(5 * 1024 * 1024, gzipSync(Buffer.from(span)));
    const packed = { ...chunked, 'Content-Encoding': 'gzip' };
    expect([400, 413]).toContain((await post('/v1/traces', incompressible, packed)).status);
  });

  test('senders are told to come back when too much is in flight', async () => {
    let durable: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      durable = resolve;
    });
    storing = () => gate;
    const value = { stringValue: 'x'.repeat(3 * 1024 * 1024) };
    const body = requestOf('traces', ['a', 'b'], value); // 18 MiB: each attribute stands there three times
    const answers = [1, 2, 3, 4].map(() => post('/v1/traces', body));
    const first = await Promise.race(answers);
    expect([first.status, first.headers['retry-after']]).toEqual([503, '1']);
    durable();
    const statuses = (await Promise.all(answers)).map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, 200, 200, 503]);
    expect(receiver.figures.inFlightBytes).toBe(0);
  });

  test('a store that cannot append is 503 with Retry-After; other failures are 500 and reported', async () => {
    storing = async () => {
      throw new SondeError('STORE_UNAVAILABLE', 'No space left.');
    };
    const answer = await post('/v1/traces', span);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    storing = async () => {
      throw new Error('secret detail');
    };
    const broken = await post('/v1/traces', span);
    expect(broken.status).toBe(500);
    expect(broken.body.toString()).not.toContain('secret');
    expect(String(reported.pop())).toContain('secret detail');
  });

  test('garbage on the socket, and senders that leave in mid-body, do no harm', async () => {
    await Promise.all(hostileHttp.map((bytes) => sendRaw(server.url, bytes)));
    expect((await post('/v1/traces', span)).status).toBe(200);
    expect(receiver.figures.inFlightBytes).toBe(0);
    expect(reported).toEqual([]);
  });
});
