import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Ledger } from '../spool/ledger.ts';
import { TelemetryWriter } from '../telemetry-writer.ts';
import { TestSink } from '../testing/test-sink.ts';
import { resendFallbacks } from './resend-fallbacks.ts';

const COUNT = 3_000;
let home: string;
let own: string;
let dead: string;
beforeEach(() => {
  home = temporaryHome();
  own = join(home, 'own');
  dead = join(home, 'dead');
  for (const directory of [own, dead]) mkdirSync(directory);
  const lines = Array.from({ length: COUNT }, (_, i) =>
    JSON.stringify({
      time: [1_700_000_000, i],
      eventName: 'exception',
      severityNumber: 17,
      body: `failure ${i}`,
      attributes: { text: 'x'.repeat(200) },
      resource: { 'service.name': 'app' },
      scope: { name: 'test' },
    }),
  );
  writeFileSync(join(dead, 'fallback.jsonl'), `\n${lines.join('\n')}\n{"torn`);
});
afterEach(() => removeHome(home));

function started() {
  const ledger = new Ledger();
  const sink = new TestSink(ledger);
  const writer = new TelemetryWriter(sink, ledger, undefined, { holds: false });
  const bodies = () => sink.logs.map(({ body }) => body);
  return { bodies, options: { writer, ledger, directory: own } };
}

test('a large file is sent in turns, and goes', async () => {
  const { bodies, options } = started();
  await resendFallbacks(options, new AbortController().signal);
  expect(new Set(bodies()).size).toBe(COUNT);
  expect(bodies()).toHaveLength(COUNT);
  expect(existsSync(dead)).toBe(false);
});

test('what is left when it is stopped stays, and nothing is sent twice', async () => {
  const first = started();
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  await resendFallbacks(first.options, stop.signal);
  const sentCount = first.bodies().length;
  expect(sentCount).toBeGreaterThan(0);
  expect(sentCount).toBeLessThan(COUNT);
  const [name = ''] = readdirSync(dead);
  expect(readFileSync(join(dead, name), 'utf8').trim().split('\n')).toHaveLength(COUNT - sentCount);
  const second = started();
  await resendFallbacks(second.options, new AbortController().signal);
  expect(new Set([...first.bodies(), ...second.bodies()]).size).toBe(COUNT);
  expect(second.bodies()).toHaveLength(COUNT - sentCount);
});
