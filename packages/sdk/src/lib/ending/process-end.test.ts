import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { doors, readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

const [ownDoor, nodeSdkDoor] = doors;

async function expectWhole(END: string, door: (typeof doors)[number], spanCount: number = 10): Promise<void> {
  const bare = await runApp('work.mjs', { END }, { preload: false });
  const ended = await runApp('work.mjs', { END, SONDE_HOME: home }, { door });
  const { code, signal, stdout } = bare;
  expect({ code: ended.code, signal: ended.signal, stdout: ended.stdout }).toEqual({ code, signal, stdout });
  const { spans, logs, ledger } = readSpools(home);
  expect(spans).toHaveLength(spanCount);
  if (END === 'sigkill') return;
  expect(ledger?.emitted).toMatchObject({ traces: spanCount, logs: logs.length });
  expectMetricsOnce(spanCount);
}

function expectMetricsOnce(count: number): void {
  const { metrics } = readSpools(home);
  const pointsOf = (name: string) =>
    metrics.filter((metric) => metric.name === name).map(({ points }) => points);
  const durations = pointsOf('sonde.operation.duration').map((points) =>
    points.reduce((sum, point) => sum + (point as { readonly count: number }).count, 0),
  );
  expect(durations).toEqual([count]);
  expect(pointsOf('sonde.spool.size')).toMatchObject([[{ value: expect.anything() }]]);
}

describe('however a process ends, its spool holds everything, metrics once, and the host notices nothing', () => {
  test.each(['return', 'exit', 'sigterm', 'sigkill'])('%s', async (END) => {
    await expectWhole(END, ownDoor);
    expect(readSpools(home).logs).toEqual([]);
  });

  test('throw: an event says that nobody handled it', async () => {
    await expectWhole('throw', ownDoor);
    const { logs } = readSpools(home);
    expect(logs).toMatchObject([{ eventName: 'exception', severityNumber: 21 }]);
    expect(logs[0]?.attributes).toMatchObject({
      'exception.message': 'uncaught by design',
      'sonde.exception.handled': false,
    });
  });

  test('reject: told once, by the operation it came from', async () => {
    await expectWhole('reject', ownDoor, 11);
    const { logs, spans } = readSpools(home);
    expect(logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
    expect(logs[0]?.attributes['sonde.context.input']).toBe('Atlantis');
    expect(spans.at(-1)?.statusCode).toBe(2);
  });

  test('a library that wants to be the last as well does not hinder the process', async () => {
    expect(await runApp('rival.mjs', { SONDE_HOME: home })).toMatchObject({
      code: 0,
      stdout: 'alive\nlast\n',
      stderr: '',
    });
  });
});

// A NodeSDK brings its own providers and its own end; the listeners of the process are the same.
test.each(['return', 'throw', 'sigterm'])('so it does on a NodeSDK: %s', async (END) => {
  await expectWhole(END, nodeSdkDoor);
  expect(readSpools(home).logs).toHaveLength(END === 'throw' ? 1 : 0);
});

describe.each(doors)('at the very end: %s', (door) => {
  test.each(['return', 'shutdown'])('an instrument that never answers holds up no end: %s', async (END) => {
    const ended = await runApp('silent-instrument.mjs', { END, SONDE_HOME: home }, { door });
    expect(ended).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(readSpools(home).metrics.map(({ name }) => name)).toContain('sonde.operation.duration');
  });

  test.each(['return', 'sigterm'])('metrics that were not collected yet are written: %s', async (END) => {
    await runApp('metrics.mjs', { END, SONDE_HOME: home }, { door });
    expect(readSpools(home).ledger?.emitted).toEqual({ traces: 0, logs: 0, metrics: 1 });
  });

  test("what the host's exit listener does is, too", async () => {
    expect(await runApp('late-exit.mjs', { SONDE_HOME: home }, { door })).toMatchObject({
      code: 0,
      stderr: '',
    });
    const { spans, ledger } = readSpools(home);
    expect(spans).toHaveLength(2);
    expect(ledger?.emitted.traces).toBe(2);
  });
});
