import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SpanRecord } from '@sonde/otlp';
import { readSpools, removeHome, runApp, runNode, temporaryHome } from '../../../test/run-app.ts';
import { readBaselines } from '../baselines/baseline-file.ts';
import { baselineFile } from '../home.ts';
import type { LedgerSnapshot } from '../spool/ledger.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

/** 10 runs of 23 spans, 50 pings. */
const SPANS = 280;

async function spansOf(environment: Record<string, string>) {
  const { stdout, stderr } = await runApp('volume.mjs', { SONDE_HOME: home, ...environment });
  const ledger = JSON.parse(stdout) as LedgerSnapshot;
  const { spans, logs } = readSpools(home);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(
    ({ parentSpanId }) => parentSpanId !== undefined && parentSpanId !== '' && !ids.has(parentSpanId),
  );
  const [release] = readBaselines(baselineFile(home, 'app'), 'app');
  const calls = Object.fromEntries(
    (release?.baselines ?? []).map(({ key, baseline }) => [key, baseline.totalCount]),
  );
  expect(calls).toEqual({ 'tool:lookup': 210, 'tool:nested': 10, 'tool:ping': 50, 'agent:atlas': 9 });
  expect(logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.invoke_agent.exception']);
  expect(orphans).toEqual([]);
  expect(spans.length).toBe(ledger.emitted.traces);
  expect(spans.length + ledger.sampledOut).toBe(SPANS);
  return { spans, ledger, stderr, named: (name: string) => spans.filter((span) => span.name.endsWith(name)) };
}

const ratios = (spans: readonly SpanRecord[]) => [
  ...new Set(spans.map(({ attributes }) => attributes['sonde.sampling.ratio'])),
];

describe('with baselines and exceptions complete and every tree whole', () => {
  test('single operations are thinned out: as leaves where they lie within a trace, as traces where they begin one', async () => {
    const { named } = await spansOf({ SONDE_SAMPLER_RATES: 'tool:lookup=0.2,tool:nested=0,tool:ping=0.1' });
    expect(named('atlas')).toHaveLength(10);
    expect(ratios(named('atlas'))).toEqual([undefined]);
    // A span with a child stays, whatever its rate.
    expect(named('nested').length).toBeLessThanOrEqual(10);
    expect(named('lookup').length).toBeGreaterThan(15);
    expect(named('lookup').length).toBeLessThan(90);
    expect(ratios(named('lookup'))).toEqual([0.2]);
    expect(named('ping').length).toBeLessThan(25);
  });

  test('a trace with an error is kept whole though the sampler keeps none', async () => {
    const { spans, ledger } = await spansOf({ SONDE_SAMPLER: 'always_off', SONDE_KEEP: 'errors,slow' });
    expect(spans).toHaveLength(23);
    expect(new Set(spans.map(({ attributes }) => attributes['sonde.sampled_by']))).toEqual(
      new Set(['error']),
    );
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(ledger.passedOver).toEqual({});
  });

  test('the adaptive sampler keeps its target and says what each trace stands for', async () => {
    const { spans, named, stderr } = await spansOf({ SONDE_SAMPLER_TARGET_PER_SECOND: '1' });
    const roots = [...named('atlas'), ...named('ping')];
    expect(roots.length).toBeLessThan(40);
    expect(roots.length).toBeGreaterThan(0);
    expect(spans.length).toBeLessThan(SPANS);
    expect(stderr).toContain('SONDE_SAMPLER_TARGET_PER_SECOND chooses the sampler adaptive');
  });
});

test('what was open in a trace that nobody sampled is kept when the process dies of an error', async () => {
  const program = `import { observe } from '@sonde/observe';
    const lookup = observe.tool(() => 1, { name: 'lookup' });
    observe.agent(() => { lookup(); setImmediate(() => { throw new TypeError('crash'); }); return new Promise(() => {}); }, { name: 'atlas' })();`;
  const settings = { SONDE_HOME: home, SONDE_SAMPLER: 'always_off', SONDE_KEEP: 'errors' };
  const { code } = await runNode(['--input-type=module', '--eval', program], settings);
  expect(code).toBe(1);
  const { spans, logs } = readSpools(home);
  expect(spans.map(({ name, attributes }) => [name, attributes['sonde.sampled_by']])).toEqual([
    ['execute_tool lookup', 'error'],
    ['invoke_agent atlas', 'error'],
  ]);
  expect(logs.length).toBe(1);
});
