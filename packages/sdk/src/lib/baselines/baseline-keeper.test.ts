import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LatencyVarianceProcessor, type WatchedSnapshot } from '@sonde/observe';
import { readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';
import { type ReleaseBaselines, readBaselines, writeBaselines } from './baseline-file.ts';
import { keepBaselines } from './baseline-keeper.ts';

let home: string;
let file: string;
beforeEach(() => {
  home = temporaryHome();
  file = join(home, 'state', 'app.json');
});
afterEach(() => removeHome(home));

const work = (settings: Record<string, string> = {}) => runApp('work.mjs', { SONDE_HOME: home, ...settings });
const callsByRelease = () =>
  readBaselines(file, 'app').map(({ release, baselines }) => [
    release,
    ...baselines.map(({ key, baseline }) => `${key} ${baseline.totalCount}`),
  ]);

describe('baselines', () => {
  test('go on in the next process of the release, however the one before ended', async () => {
    await work({ END: 'return', CALLS: '7' });
    await work({ END: 'exit', CALLS: '5' });
    await work({ END: 'sigterm', CALLS: '3' });
    expect(callsByRelease()).toEqual([['0.1.0', 'tool:lookup 15']]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['app.json']);
  });

  test('start anew with a release, beside those of the one before', async () => {
    await work({ SONDE_SERVICE_VERSION: '1.0.0', CALLS: '4' });
    await work({ SONDE_SERVICE_VERSION: '1.1.0', CALLS: '3' });
    expect(callsByRelease()).toEqual([
      ['1.1.0', 'tool:lookup 3'],
      ['1.0.0', 'tool:lookup 4'],
    ]);
    await work({ SONDE_SERVICE_VERSION: '1.0.0', CALLS: '2' });
    expect(callsByRelease()).toEqual([
      ['1.1.0', 'tool:lookup 3'],
      ['1.0.0', 'tool:lookup 6'],
    ]);
  });

  test('of a process that makes no call, or watches no latency, are left as they are', async () => {
    await work();
    const before = readFileSync(file, 'utf8');
    await work({ CALLS: '0' });
    await work({ SONDE_LATENCY: 'false' });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test.each([
    ['damaged', '{"version":1,"service":"app","rel'],
    ['of another service', '{"version":1,"service":"other","releases":[]}'],
    ['with entries that are none', '{"version":1,"service":"app","releases":[null,{"release":"0.1.0"}]}'],
    [
      'with baselines that are none',
      '{"version":1,"service":"app","releases":[{"release":"0.1.0","sinceTimeMs":1,"savedTimeMs":1,"baselines":[null,{"key":1},{"key":"tool:lookup","baseline":{"totalCount":9},"detector":4}]}]}',
    ],
  ])('do not come from a file that is %s', async (_, text) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    expect(await work()).toMatchObject({ code: 0, stderr: '' });
    expect(callsByRelease()).toEqual([['0.1.0', 'tool:lookup 10']]);
  });

  test('replace a link, and leave what it points at', async () => {
    const target = join(home, 'precious');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(target, 'precious');
    symlinkSync(target, file);
    await work();
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(callsByRelease()).toEqual([['0.1.0', 'tool:lookup 10']]);
  });
});

test.each([true, false])('a release is judged by what the one before left: %s', (comparesReleases) => {
  const [empty] = watchedOnce('tool:a');
  const processor = new LatencyVarianceProcessor({ emit: () => {} });
  const judged: unknown[] = [];
  const watching = {
    snapshot: () => processor.snapshot(),
    restore: () => {},
    judgeAgainst: (release: string, { length }: readonly unknown[]) => judged.push(release, length),
  };
  const saved = { savedTimeMs: 1, baselines: [empty as WatchedSnapshot] };
  mkdirSync(dirname(file), { recursive: true });
  writeBaselines(file, 'app', [
    { release: '1', sinceTimeMs: 1, ...saved },
    { release: '2', sinceTimeMs: 2, ...saved },
  ]);
  for (const release of ['3', '2'])
    keepBaselines({
      file,
      service: 'app',
      release,
      processor: watching as never,
      comparesReleases,
      endedCount: () => 0,
      isPresentable: () => true,
    }).close();
  expect(judged).toEqual(comparesReleases ? ['2', 1, '1', 1] : []);
});

test('a release that is slower than the one before says so, and only it does', async () => {
  const run = async (SONDE_SERVICE_VERSION: string, LEVEL_MS: string, more: Record<string, string> = {}) => {
    await runApp('releases.mjs', { SONDE_HOME: home, SONDE_SERVICE_VERSION, LEVEL_MS, ...more });
    const { logs } = readSpools(home);
    return logs.map(({ body, attributes }) => [body, attributes['sonde.latency.release_before']]);
  };
  expect(await run('1.0.0', '100')).toEqual([]);
  expect(await run('1.0.1', '101')).toEqual([]);
  const expected = [expect.stringMatching(/^lookup is 5\d % slower than in release 1\.0\.1: /), '1.0.1'];
  expect(await run('1.1.0', '155')).toEqual([expected]);
  expect(await run('1.1.0', '155')).toEqual([expected]);
  expect(await run('1.2.0', '300', { SONDE_LATENCY_RELEASES: 'false' })).toEqual([expected]);
});

describe('processes side by side', () => {
  const running = (release: string) => {
    const processor = new LatencyVarianceProcessor({ emit: () => {} });
    let endedCount = 0;
    const isPresentable = (key: string) => !key.includes('secret');
    const keeper = keepBaselines({
      file,
      service: 'app',
      release,
      processor,
      endedCount: () => endedCount,
      isPresentable,
    });
    const call = (key: string) => {
      endedCount += 1;
      processor.restore(watchedOnce(key));
    };
    return { call, close: () => keeper.close() };
  };

  test('of two releases keep what the other wrote', () => {
    const [old, next] = [running('1'), running('2')];
    old.call('tool:a');
    next.call('tool:b');
    next.close();
    old.close();
    const kept = callsByRelease().toSorted(([a = ''], [b = '']) => a.localeCompare(b));
    expect(kept).toEqual([
      ['1', 'tool:a 0'],
      ['2', 'tool:b 0'],
    ]);
  });

  test('of one release: the last to write wins', () => {
    const [first, second] = [running('1'), running('1')];
    first.call('tool:a');
    second.call('tool:b');
    first.close();
    second.close();
    expect(callsByRelease()).toEqual([['1', 'tool:b 0']]);
  });

  test('keep no name that redaction would change', () => {
    const process = running('1');
    process.call('tool:secret');
    process.call('tool:plain');
    process.close();
    expect(callsByRelease()).toEqual([['1', 'tool:plain 0']]);
  });
});

test('a file holds two releases of 1 MiB, the most called operations first', () => {
  const [empty] = watchedOnce('tool:any');
  const baselines = Array.from({ length: 1_000 }, (_, i) => ({
    key: `tool:${i}`,
    baseline: { windowSize: 100, totalCount: 1 + i, values: Array.from({ length: 100 }, () => Math.PI) },
    detector: empty?.detector as never,
  }));
  const release = (n: number): ReleaseBaselines => ({
    release: `${n}`,
    sinceTimeMs: n,
    savedTimeMs: n,
    baselines,
  });
  writeBaselines(file, 'app', [release(1), release(3), release(2)]);
  expect(statSync(file).size).toBeLessThan(2.1 * 1_024 * 1_024);
  const kept = readBaselines(file, 'app');
  expect(kept.map((each) => each.release)).toEqual(['3', '2']);
  expect(kept[0]?.baselines.at(0)?.key).toBe('tool:999');
  expect(kept[0]?.baselines.length).toBeGreaterThan(100);
});

function watchedOnce(key: string): ReturnType<LatencyVarianceProcessor['snapshot']> {
  const processor = new LatencyVarianceProcessor({ emit: () => {} });
  processor.restore([{ key, baseline: {} as never, detector: {} as never }]);
  return processor.snapshot();
}
