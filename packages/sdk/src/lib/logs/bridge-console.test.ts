import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { logs } from '@opentelemetry/api';
import { bridgeConsole, observe } from '../../index.ts';
import { startTesting, type TestTelemetry } from '../../testing.ts';

let telemetry: TestTelemetry;
let outputs: { stdout: PassThrough; stderr: PassThrough };
let bridged: Console;
let unbridge: () => void;
beforeEach(async () => {
  telemetry = await startTesting();
  outputs = { stdout: new PassThrough(), stderr: new PassThrough() };
  bridged = new Console(outputs);
  unbridge = bridgeConsole(bridged);
});
afterEach(() => telemetry.stop());

const printAll = (to: Console) => {
  let inspected = 0;
  to.log('%s costs %d', 'atlas', 20, { at: [1, { deep: new Map([[1, 2]]) }] });
  to.info({ [Symbol.for('nodejs.util.inspect.custom')]: () => `inspected ${(inspected += 1)}` });
  to.group('inner');
  to.debug(
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    ),
  );
  to.groupEnd();
  to.error(
    'failed',
    Object.assign(new RangeError('no such place'), { stack: 'RangeError: no such place\n    at x' }),
  );
  to.warn();
  return inspected;
};

test('prints byte for byte what it printed before, and runs nothing a second time', async () => {
  const reference = { stdout: new PassThrough(), stderr: new PassThrough() };
  expect(printAll(new Console(reference))).toBe(1);
  expect(printAll(bridged)).toBe(1);
  for (const stream of [...Object.values(reference), ...Object.values(outputs)]) stream.end();
  expect(await text(outputs.stdout)).toBe(await text(reference.stdout));
  expect(await text(outputs.stderr)).toBe(await text(reference.stderr));
});

test('makes each line a log record with its severity, its error and its trace', () => {
  observe.tool(() => void printAll(bridged), { name: 'print' })();
  expect(telemetry.logs().map(({ severityNumber }) => severityNumber)).toEqual([9, 9, 9, 5, 17, 13]);
  const [said, , , , failed] = telemetry.logs();
  expect(said).toMatchObject({ traceId: telemetry.spans()[0]?.traceId, severityText: 'info' });
  expect(said?.body).toContain('atlas costs 20');
  expect(failed?.attributes).toMatchObject({ 'exception.type': 'RangeError' });
});

test('is safe from itself: what is printed while a line is taken is only printed', async () => {
  await telemetry.stop();
  const emit = () => bridged.log('taken');
  const taker = { getLogger: () => ({ enabled: () => true, emit }) };
  logs.setGlobalLoggerProvider(taker);
  bridged.warn('said');
  logs.disable();
  outputs.stdout.end();
  expect(await text(outputs.stdout)).toBe('taken\n');
  telemetry = await startTesting();
});

test('is taken out again, unless somebody else has come since', () => {
  const own = new Console(outputs);
  const before = own.log;
  const undo = bridgeConsole(own);
  const warn = () => {};
  own.warn = warn;
  undo();
  expect(own.log).toBe(before);
  expect(own.warn).toBe(warn);
  unbridge();
  bridged.log('silence');
  expect(telemetry.logs()).toEqual([]);
});
