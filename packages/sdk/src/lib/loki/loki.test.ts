import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LokiSimulator, type StoredLine } from '../../../test/loki-simulator.ts';
import { removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';

let home: string;
let loki: LokiSimulator;
beforeEach(async () => {
  home = temporaryHome();
  loki = new LokiSimulator();
  await loki.start();
});
afterEach(async () => {
  await loki.stop();
  removeHome(home);
});

const settings = () => ({
  SONDE_HOME: home,
  SONDE_LOKI_ENABLED: 'true',
  SONDE_LOKI_URL: loki.url,
  SONDE_ENVIRONMENT: 'test',
  SONDE_LATENCY: 'false',
});
/** As LogQL selects: by labels, then by structured metadata. */
const selected = (labels: Record<string, string>, metadata: Record<string, string> = {}): StoredLine[] =>
  loki.lines.filter(
    (line) =>
      Object.entries(labels).every(([name, value]) => line.labels[name] === value) &&
      Object.entries(metadata).every(([name, value]) => line.metadata[name] === value),
  );

describe('with Loki switched on', () => {
  test('lines and exceptions are there, each question one selection, and no secret', async () => {
    expect(await runApp('loki.mjs', settings())).toMatchObject({ code: 0, stderr: '' });
    expect(selected({ severity: 'error' }, { operation: 'lookup' })).toHaveLength(1);
    expect(selected({ severity: 'error' }, { workflow_id: 'w-1' })).toHaveLength(1);
    expect(selected({ kind: 'exception', service_name: 'app' })).toHaveLength(1);
    const [failure] = selected({ kind: 'exception' });
    expect(JSON.parse(failure?.line ?? '')).toMatchObject({
      'exception.type': 'RangeError',
      'sonde.context.input': 'Atlantis',
    });
    expect(selected({ kind: 'log', severity: 'info' })).toHaveLength(3);
    expect(JSON.stringify(loki.lines)).not.toContain('hunter2');
  });

  test('labels are few and bounded: ids are none of them', async () => {
    await runApp('loki.mjs', settings());
    const allowed = ['deployment_environment_name', 'kind', 'operation_kind', 'service_name', 'severity'];
    for (const { labels } of loki.lines) expect(allowed).toEqual(expect.arrayContaining(Object.keys(labels)));
    expect(new Set(loki.lines.map(({ labels }) => JSON.stringify(labels))).size).toBeLessThanOrEqual(3);
    expect(selected({}, { session_id: 's-1' }).every(({ metadata }) => metadata['trace_id'])).toBe(true);
  });

  test.each(['exit', 'sigkill', 'return'])(
    'what a process that ends by %s could not send, the next one sends',
    async (END) => {
      await loki.stop();
      const bare = await runApp('loki.mjs', { END }, { preload: false });
      const ended = await runApp('loki.mjs', { ...settings(), END, SONDE_DRAIN_MS: '50' });
      expect({ code: ended.code, signal: ended.signal }).toEqual({ code: bare.code, signal: bare.signal });
      await loki.start();
      await runApp('work.mjs', { ...settings(), CALLS: '1', SONDE_DRAIN_MS: '60000' });
      expect(loki.messages).toContain('last words');
      expect(loki.lines).toHaveLength(4);
      expect(readdirSync(join(home, 'loki', 'app'))).toEqual([]);
    },
  );

  test('a store without structured metadata finds everything in the line', async () => {
    loki.answer = (lines) =>
      lines.some(({ metadata }) => Object.keys(metadata).length > 0)
        ? { status: 400, text: 'stream includes structured metadata, but this feature is disallowed' }
        : undefined;
    await runApp('loki.mjs', settings());
    expect(loki.lines.map(({ line }) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ operation: 'lookup', session_id: 's-1' }),
    );
  });
});

describe('straight from winston', () => {
  const environment = () => ({ SONDE_HOME: home, LOKI: loki.url });

  test.each(['return', 'exit', 'throw'])(
    'the last batch arrives when the process ends by %s',
    async (END) => {
      const ended = await runApp('loki-direct.mjs', { ...environment(), END }, { preload: false });
      expect(ended.code).toBe({ return: 0, exit: 3, throw: 1 }[END]);
      // What had no time to be sent is on disk, and the next process sends it.
      await runApp('loki-direct.mjs', { ...environment(), LINES: '0' }, { preload: false });
      for (let i = 0; i < 25; i += 1) expect(loki.messages).toContain(`line ${i}`);
      expect(loki.messages).toContain('last words why');
      expect(Math.max(...loki.batchSizes)).toBeLessThanOrEqual(10);
    },
  );
});
