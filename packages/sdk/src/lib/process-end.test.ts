import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { doors, readSpools, removeHome, runApp, temporaryHome } from '../../test/run-app.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

describe.each(doors)('however a process ends, its spool holds everything: %s', (door) => {
  test.each([
    ['return', 10, 0],
    ['exit', 10, 0],
    ['throw', 10, 1],
    ['reject', 11, 1],
    ['sigterm', 10, 0],
    ['sigkill', 10, 0],
  ])('%s', async (END, spanCount, exceptionCount) => {
    const bare = await runApp('work.mjs', { END }, { preload: false });
    const ended = await runApp('work.mjs', { END, SONDE_HOME: home }, { door });
    expect({ code: ended.code, signal: ended.signal, stdout: ended.stdout }).toEqual({
      code: bare.code,
      signal: bare.signal,
      stdout: bare.stdout,
    });
    const { spans, logs, ledger } = readSpools(home);
    expect(spans).toHaveLength(spanCount);
    expect(logs).toHaveLength(exceptionCount);
    if (END !== 'sigkill') expect(ledger?.emitted).toMatchObject({ traces: spanCount, logs: exceptionCount });
  });

  test.each(['return', 'exit', 'throw'])('the metrics of Sonde, too, once: %s', async (END) => {
    await runApp('work.mjs', { END, SONDE_HOME: home }, { door });
    const durations = readSpools(home).metrics.filter(({ name }) => name === 'sonde.operation.duration');
    expect(durations.map(({ points }) => points)).toMatchObject([[{ count: 10 }]]);
    const sizes = readSpools(home).metrics.filter(({ name }) => name === 'sonde.spool.size');
    expect(sizes.map(({ points }) => points)).toMatchObject([[{ value: expect.anything() }]]);
  });

  test.each(['return', 'sigterm'])('metrics that were not collected yet, too: %s', async (END) => {
    await runApp('metrics.mjs', { END, SONDE_HOME: home }, { door });
    expect(readSpools(home).ledger?.emitted).toEqual({ traces: 0, logs: 0, metrics: 1 });
  });

  test("what the host's exit listener does, too", async () => {
    expect(await runApp('late-exit.mjs', { SONDE_HOME: home }, { door })).toMatchObject({
      code: 0,
      stderr: '',
    });
    const { spans, ledger } = readSpools(home);
    expect(spans).toHaveLength(2);
    expect(ledger?.emitted.traces).toBe(2);
  });

  test('and a library that wants to be the last as well does not hinder the process', async () => {
    expect(await runApp('rival.mjs', { SONDE_HOME: home }, { door })).toMatchObject({
      code: 0,
      stdout: 'alive\nlast\n',
      stderr: '',
    });
  });

  test('an uncaught error is an event that says nobody handled it', async () => {
    await runApp('work.mjs', { END: 'throw', SONDE_HOME: home }, { door });
    const [event] = readSpools(home).logs;
    expect(event).toMatchObject({ eventName: 'exception', severityNumber: 21 });
    expect(event?.attributes).toMatchObject({
      'exception.message': 'uncaught by design',
      'sonde.exception.handled': false,
    });
  });

  test('a rejection nobody handles is told once, by the operation it came from', async () => {
    await runApp('work.mjs', { END: 'reject', SONDE_HOME: home }, { door });
    const { logs, spans } = readSpools(home);
    expect(logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
    expect(logs[0]?.attributes['sonde.context.input']).toBe('Atlantis');
    expect(spans.at(-1)?.statusCode).toBe(2);
  });
});

describe("the host's own signal handling", () => {
  test.each([
    ['that was in place first and listens once, has its time', 'once'],
    ['that ends the process only when nobody else listens, ends it', 'polite'],
  ])('%s', async (_, HANDLER) => {
    const bare = await runApp('signals.mjs', { HANDLER, BARE: '1' }, { preload: false });
    const ended = await runApp('signals.mjs', { HANDLER, SONDE_HOME: home }, { preload: false });
    expect(ended).toEqual(bare);
  });
});

describe('what cannot be done is said once, and changes nothing', () => {
  test.each(['/dev/null/home', '/proc/nowhere'])(
    'the home %s, that cannot be written',
    async (SONDE_HOME) => {
      const ended = await runApp('work.mjs', { SONDE_HOME });
      expect(ended).toMatchObject({ code: 0, stdout: 'work done\n' });
    },
  );

  test('a wrong setting ends the start with one message', async () => {
    const ended = await runApp('work.mjs', { SONDE_HOME: home, SONDE_DETIAL: 'full' });
    expect(ended.code).toBe(78);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/^sonde: SONDE_DETIAL is not a setting\. Did you mean SONDE_DETAIL\?\n/);
  });

  test('switched off, nothing is written', async () => {
    const ended = await runApp('work.mjs', { SONDE_HOME: home, SONDE_ENABLED: 'false' });
    expect(ended.code).toBe(0);
    expect(() => readSpools(home)).toThrow('ENOENT');
  });
});
