import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { config, createLogger, format, type Logger, type LoggerOptions, transports } from 'winston';
import { readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';
import { observe } from '../../index.ts';
import { startTesting, type TestTelemetry } from '../../testing.ts';
import { SondeTransport } from '../../winston.ts';

let telemetry: TestTelemetry;
beforeEach(async () => {
  telemetry = await startTesting();
});
afterEach(() => telemetry.stop());

const loggerWith = (options: LoggerOptions = {}): Logger =>
  createLogger({ level: 'silly', transports: [new SondeTransport()], ...options });
const last = () => telemetry.logs().at(-1);

describe('levels', () => {
  test.each([
    ['npm', config.npm.levels, [17, 13, 9, 7, 6, 5, 1]],
    ['syslog', config.syslog.levels, [23, 22, 21, 17, 13, 10, 9, 5]],
  ])('of %s have the severities of OpenTelemetry', (_, levels, severities) => {
    const logger = loggerWith({ levels, level: Object.keys(levels).at(-1) ?? '' });
    for (const level of Object.keys(levels)) logger.log(level, 'said');
    expect(telemetry.logs().map(({ severityNumber }) => severityNumber)).toEqual(severities);
    expect(telemetry.logs().map(({ severityText }) => severityText)).toEqual(Object.keys(levels));
  });

  test("of one's own have those that one says", () => {
    const severities = { disaster: 24 };
    const transport = new SondeTransport({ severities });
    loggerWith({ levels: { disaster: 0 }, level: 'disaster', transports: [transport] }).log('disaster', 'x');
    expect(last()).toMatchObject({ severityNumber: 24, severityText: 'disaster' });
  });

  test('that the transport does not want, and silence, are kept to', () => {
    loggerWith({ transports: [new SondeTransport({ level: 'warn' })] }).info('no');
    loggerWith({ transports: [new SondeTransport({ silent: true })] }).error('no');
    expect(telemetry.logs()).toEqual([]);
  });
});

describe('a line', () => {
  test('carries message, fields and the trace it was written in', () => {
    const logger = loggerWith({ defaultMeta: { component: 'shop' } });
    observe.tool(() => void logger.info('sold', { count: 3, item: { name: 'atlas' } }), { name: 'sell' })();
    expect(last()).toMatchObject({
      body: 'sold',
      attributes: { component: 'shop', count: 3, item: { name: 'atlas' } },
      traceId: telemetry.spans()[0]?.traceId,
      spanId: telemetry.spans()[0]?.spanId,
    });
  });

  test('of a child logger carries what the child adds', () => {
    loggerWith().child({ requestId: 'r-1' }).warn('slow');
    expect(last()).toMatchObject({ severityNumber: 13, attributes: { requestId: 'r-1' } });
  });

  test('with placeholders reads as winston writes it', () => {
    loggerWith({ format: format.combine(format.splat(), format.json()) }).info('%s costs %d', 'atlas', 20, {
      at: 1,
    });
    expect(last()).toMatchObject({ body: 'atlas costs 20', attributes: { at: 1 } });
  });

  test('that formats coloured and the transport formats again keeps its level, and so do the others', async () => {
    const colored = format.combine(format.colorize(), format.timestamp(), format.simple());
    const stream = new PassThrough();
    const own = new transports.Stream({ stream });
    const shouted = format((info) => ({ ...info, message: String(info.message).toUpperCase() }))();
    loggerWith({ format: colored, transports: [new SondeTransport({ format: shouted }), own] }).error('no');
    expect(last()).toMatchObject({ severityNumber: 17, severityText: 'error', body: 'NO' });
    stream.end();
    const seen = await text(stream);
    expect(seen).toContain('no');
    expect(seen).not.toContain('NO');
  });
});

describe('an error', () => {
  const failure = () =>
    new RangeError('no such place', { cause: new TypeError('no map', { cause: 'rain' }) });

  test.each([
    ['alone', (logger: Logger) => logger.error(failure() as never), 'no such place'],
    [
      'beside a message',
      (logger: Logger) => logger.error('lookup failed', failure()),
      'lookup failed no such place',
    ],
    ['in a field', (logger: Logger) => logger.error('lookup failed', { error: failure() }), 'lookup failed'],
    [
      'as message',
      (logger: Logger) => logger.log({ level: 'error', message: failure() as never }),
      'no such place',
    ],
  ])('%s has type, message, stack and causes', (_, log, body) => {
    log(loggerWith());
    expect(last()).toMatchObject({
      body,
      severityNumber: 17,
      attributes: {
        'exception.type': 'RangeError',
        'exception.message': 'no such place',
        'sonde.exception.causes': [{ type: 'TypeError', message: 'no map' }, { message: 'rain' }],
      },
    });
    expect(last()?.attributes['exception.stacktrace']).toContain('winston-transport.test');
  });

  test('in any field is told with its causes', () => {
    loggerWith().info('both', { first: failure() });
    expect(last()?.attributes['first']).toMatchObject({
      type: 'RangeError',
      causes: [{ type: 'TypeError' }, { message: 'rain' }],
    });
  });
});

test('lines of the last moment are there, whatever way the process ends', async () => {
  const home = temporaryHome();
  for (const END of ['exit', 'return', 'throw']) await runApp('winston-end.mjs', { SONDE_HOME: home, END });
  const bodies = readSpools(home).logs.map(({ body, eventName }) => eventName || body);
  expect(bodies.filter((body) => body === 'last words')).toHaveLength(3);
  removeHome(home);
});

describe('without Sonde', () => {
  test('lines go to the file that is named, redacted', async () => {
    await telemetry.stop();
    const directory = mkdtempSync(join(tmpdir(), 'sonde-lines-'));
    const file = join(directory, 'logs', 'app.jsonl');
    loggerWith({ transports: [new SondeTransport()] }).info('nobody hears');
    loggerWith({ transports: [new SondeTransport({ fallbackFile: file })] }).error('kept', {
      password: 'hunter2-hunter2',
      error: new Error('why'),
    });
    const [line = '', ...others] = readFileSync(file, 'utf8').trim().split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ level: 'error', message: 'kept', error: { message: 'why' } });
    expect(line).not.toContain('hunter2');
    expect(existsSync(`${file}.1`)).toBe(false);
    rmSync(directory, { recursive: true });
    telemetry = await startTesting();
  });
});
