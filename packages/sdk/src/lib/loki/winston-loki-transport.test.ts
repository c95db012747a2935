import { Agent } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, format, type Logger } from 'winston';
import type LokiTransport from 'winston-loki';
import { LokiSimulator } from '../../../test/loki-simulator.ts';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { SondeLokiTransport, type SondeLokiTransportOptions } from '../../winston-loki.ts';

let home: string;
let loki: LokiSimulator;
let transport: SondeLokiTransport;
let logger: Logger;
beforeEach(async () => {
  home = temporaryHome();
  loki = new LokiSimulator();
  await loki.start();
});
afterEach(async () => {
  logger.close();
  await loki.stop();
  removeHome(home);
});

const start = (options: SondeLokiTransportOptions = {}): Logger => {
  transport = new SondeLokiTransport({
    host: loki.url,
    directory: home,
    labels: { service_name: 'shop' },
    ...options,
  });
  logger = createLogger({ level: 'silly', transports: [transport] });
  return logger;
};

test('takes the options of the package winston-loki', () => {
  type Theirs = NonNullable<ConstructorParameters<typeof LokiTransport>[0]>;
  const theirs: Theirs = {
    host: loki.url,
    basicAuth: 'user:word',
    headers: { 'X-Scope-OrgID': 'tenant' },
    interval: 5,
    json: true,
    batching: true,
    labels: { job: 'shop' },
    clearOnError: false,
    replaceTimestamp: true,
    gracefulShutdown: true,
    timeout: 1_000,
    httpAgent: new Agent(),
    useWinstonMetaAsLabels: false,
    ignoredMeta: ['secret'],
    onConnectionError: () => {},
  };
  start({ ...(theirs as SondeLokiTransportOptions), directory: home });
  expect(logger.transports).toHaveLength(1);
});

describe('a line', () => {
  test('has labels that are fixed, its severity, and everything else where it may vary', async () => {
    start().warn('slow', { requestId: 'r-1', labels: { region: 'north' } });
    await transport.flush();
    expect(loki.lines).toMatchObject([
      { labels: { service_name: 'shop', severity: 'warn', region: 'north' } },
    ]);
    expect(JSON.parse(loki.lines[0]?.line ?? '')).toMatchObject({ message: 'slow', requestId: 'r-1' });
  });

  test('has nothing sensitive in its labels', async () => {
    start({ labels: { owner: 'jane@example.org' } }).info('x', { labels: { by: 'joe@example.org' } });
    await transport.flush();
    expect(loki.lines).toHaveLength(1);
    expect(JSON.stringify(loki.lines)).not.toMatch(/(jane|joe)@/);
  });

  test('of a label that holds an id makes no stream of its own for ever', async () => {
    start({ batchSize: 1_000 });
    for (let i = 0; i < 1_000; i += 1) logger.info('x', { labels: { request: `r-${i}` }, i });
    await transport.flush(60_000);
    expect(new Set(loki.lines.map(({ labels }) => JSON.stringify(labels))).size).toBeLessThanOrEqual(201);
    expect(loki.lines.at(-1)?.metadata).toMatchObject({ request: 'r-999' });
  });

  test('is written as its format says, with its own time, and its fields as metadata', async () => {
    const options = {
      format: format.printf(({ message }) => `said ${String(message)}`),
      replaceTimestamp: false,
    };
    start({ ...options, useWinstonMetaAsLabels: true, ignoredMeta: ['noise'] });
    logger.info('hello', { timestamp: '2026-01-02T03:04:05.006Z', orderId: 17, noise: 'x' });
    await transport.flush();
    expect(loki.lines).toMatchObject([
      { line: 'said hello', time: '1767323045006000000', metadata: { orderId: '17' } },
    ]);
    expect(loki.lines[0]?.metadata).not.toHaveProperty('noise');
  });

  test('tells an error with its causes, and no secret', async () => {
    start().error('failed', new RangeError('why', { cause: new TypeError('deep') }));
    logger.info('token', { password: 'hunter2-hunter2' });
    await transport.flush();
    expect(JSON.parse(loki.lines[0]?.line ?? '').error).toMatchObject({
      type: 'RangeError',
      causes: [{ type: 'TypeError' }],
    });
    expect(loki.lines[0]?.metadata).toEqual({ exception_type: 'RangeError' });
    expect(JSON.stringify(loki.lines)).not.toContain('hunter2');
  });
});

describe('delivery', () => {
  test('authenticates by URL or option, and sends the headers that are asked for', async () => {
    start({ host: loki.url.replace('//', '//user:w%C3%B6rd@'), headers: { 'X-Scope-OrgID': 'tenant' } }).info(
      'x',
    );
    await transport.flush();
    expect(loki.headers[0]).toMatchObject({
      authorization: `Basic ${Buffer.from('user:wörd').toString('base64')}`,
      'x-scope-orgid': 'tenant',
    });
  });

  test('waits while Loki is away and delivers once when it is back', async () => {
    start();
    logger.info('before');
    await transport.flush();
    await loki.stop();
    for (let i = 0; i < 50; i += 1) logger.info(`line ${i}`);
    await transport.flush(100);
    expect(transport.counts).toMatchObject({ delivered: 1, waiting: 50 });
    await loki.start();
    await transport.flush(60_000);
    expect(transport.counts).toMatchObject({ emitted: 51, delivered: 51, waiting: 0, refused: 0 });
    expect(loki.lines).toHaveLength(51);
  });

  test('goes on behind a line that Loki refuses, and counts it', async () => {
    loki.answer = (lines) =>
      lines.some(({ line }) => line.includes('poison')) ? { status: 400 } : undefined;
    start({ batching: false });
    for (const message of ['first', 'poison', 'last']) logger.info(message);
    await transport.flush(60_000);
    expect(loki.messages).toEqual(['first', 'last']);
    expect(transport.counts).toMatchObject({ delivered: 2, refused: 1, waiting: 0 });
  });

  test('halves what is too large, and comes again when it is told to', async () => {
    let asked = 0;
    loki.answer = (lines) => {
      if (lines.length > 2) return { status: 413 };
      return (asked += 1) === 1 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
    };
    start();
    for (let i = 0; i < 9; i += 1) logger.info(`line ${i}`);
    await transport.flush(60_000);
    expect(loki.lines).toHaveLength(9);
  });

  test('is complete when the logger says that it has finished', async () => {
    start().info('last words');
    logger.end();
    await new Promise((resolve) => transport.on('finish', resolve));
    expect(loki.messages).toEqual(['last words']);
  });
});

test('an application that throws when it is told of a lost connection ends no process', async () => {
  loki.answer = () => ({ status: 503 });
  start({
    onConnectionError: () => {
      throw new TypeError('no console');
    },
  });
  logger.info('one');
  expect(await transport.flush(20)).toBeNull();
  loki.answer = () => undefined;
});
