import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import { observe } from '../../index.ts';
import { sondeStream } from '../../pino.ts';
import { startTesting, type TestTelemetry } from '../../testing.ts';

let telemetry: TestTelemetry;
beforeEach(async () => {
  telemetry = await startTesting();
});
afterEach(() => telemetry.stop());

const last = () => telemetry.logs().at(-1);

test('levels of pino have the severities of OpenTelemetry, and pid and host stay away', () => {
  const logger = pino({ level: 'trace' }, sondeStream());
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]('said');
  expect(telemetry.logs().map(({ severityNumber }) => severityNumber)).toEqual([1, 5, 9, 13, 17, 21]);
  expect(last()).toMatchObject({ body: 'said', severityText: 'fatal', attributes: {} });
});

test('a line carries its fields, its time, the trace it was written in, and leaves the others alone', () => {
  const seen: string[] = [];
  const own = { write: (text: string) => void seen.push(text) };
  const logger = pino({}, pino.multistream([{ stream: own }, { stream: sondeStream() }])).child({
    shop: 'north',
  });
  observe.tool(() => logger.info({ count: 3 }, 'sold %s', 'atlas'), { name: 'sell' })();
  expect(last()).toMatchObject({
    body: 'sold atlas',
    attributes: { shop: 'north', count: 3 },
    traceId: telemetry.spans()[0]?.traceId,
  });
  const written = JSON.parse(seen[0] ?? '');
  expect(written).toMatchObject({ shop: 'north', count: 3, msg: 'sold atlas' });
  expect(Number(last()?.timeUnixNano) / 1e6).toBeCloseTo(written.time, 0);
});

test('an error has type, message, stack and causes', () => {
  const options = { serializers: { err: pino.stdSerializers.errWithCause } };
  pino(options, sondeStream()).error(new RangeError('no such place', { cause: new TypeError('no map') }));
  expect(last()?.attributes).toMatchObject({
    'exception.type': 'RangeError',
    'exception.message': 'no such place',
    'sonde.exception.causes': [{ type: 'TypeError', message: 'no map' }],
  });
  expect(last()?.attributes['exception.stacktrace']).toContain('pino-stream.test');
});

test("labels and keys of one's own are understood, and a line that is no JSON is kept", () => {
  const formatters = { level: (label: string) => ({ level: label }) };
  const options = { formatters, messageKey: 'message', customLevels: { disaster: 70 } };
  const stream = sondeStream({ messageKey: 'message', severities: { disaster: 24 } });
  pino(options, stream).disaster('hot');
  expect(last()).toMatchObject({ body: 'hot', severityText: 'disaster', severityNumber: 24 });
  sondeStream().write('INFO: pretty\n');
  expect(last()).toMatchObject({ body: 'INFO: pretty', severityNumber: 9 });
});
