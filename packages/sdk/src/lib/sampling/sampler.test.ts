import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { doors, readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';
import { readBaselines } from '../baselines/baseline-file.ts';
import { resolveSettings } from '../config/resolve-settings.ts';
import type { SondeSettings } from '../config/settings-table.ts';
import { baselineFile } from '../home.ts';
import { samplerOf } from './sampler.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

describe.each(doors)('at any sampling rate: %s', (door) => {
  test.each([
    ['always_off', '1', 0, 0],
    ['traceidratio', '0.5', 20, 80],
    ['parentbased_always_on', '1', 100, 100],
  ])(
    '%s %s keeps some spans, all of the baseline and every exception',
    async (OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG, least, most) => {
      const sampling = { OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG };
      const { stdout } = await runApp('sampled.mjs', { SONDE_HOME: home, ...sampling }, { door });
      const { spans, logs, ledger } = readSpools(home);
      const [ok, emitted] = stdout.trim().split(' ').map(Number);
      expect(spans.length).toBeGreaterThanOrEqual(least);
      expect(spans.length).toBeLessThanOrEqual(most);
      expect([ok, Number(ok) + 1]).toContain(spans.length);
      expect([emitted, ledger?.emitted.traces]).toEqual([spans.length, spans.length]);
      expect(logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
      const [release] = readBaselines(baselineFile(home, 'app'), 'app');
      expect(release?.baselines).toMatchObject([{ key: 'tool:lookup', baseline: { totalCount: 99 } }]);
    },
  );
});

describe('a parent from another service', () => {
  const decide = (sampler: SondeSettings['sampler'], traceFlags: TraceFlags): SamplingDecision => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags, isRemote: true };
    const from = trace.setSpanContext(ROOT_CONTEXT, parent);
    const settings = resolveSettings({ sampler, samplerRatio: 0 }, {});
    return samplerOf(settings).shouldSample(from, parent.traceId, 'call', SpanKind.SERVER, {}, []).decision;
  };

  test('decides for the samplers that go by it', () => {
    expect(decide('parentbased_always_off', TraceFlags.SAMPLED)).toBe(SamplingDecision.RECORD_AND_SAMPLED);
    expect(decide('parentbased_traceidratio', TraceFlags.NONE)).toBe(SamplingDecision.RECORD);
    expect(decide('parentbased_always_on', TraceFlags.NONE)).toBe(SamplingDecision.RECORD);
  });

  test('changes nothing for the others', () => {
    expect(decide('always_off', TraceFlags.SAMPLED)).toBe(SamplingDecision.RECORD);
    expect(decide('always_on', TraceFlags.NONE)).toBe(SamplingDecision.RECORD_AND_SAMPLED);
    expect(decide('traceidratio', TraceFlags.SAMPLED)).toBe(SamplingDecision.RECORD);
  });
});

test('a protocol that is not spoken is told once, and telemetry is sent all the same', async () => {
  const environment = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    SONDE_ENDPOINT: 'http://127.0.0.1:9',
    SONDE_DRAIN_MS: '0',
  };
  const { code, stderr } = await runApp('work.mjs', { SONDE_HOME: home, ...environment });
  expect(code).toBe(0);
  expect(stderr.match(/PROTOCOL_NOT_SPOKEN/g)).toHaveLength(1);
  expect(readSpools(home).spans).toHaveLength(10);
});
