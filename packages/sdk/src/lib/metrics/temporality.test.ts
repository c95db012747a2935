import { expect, test } from '@jest/globals';
import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';
import { startCollecting } from '../../../test/collected-metrics.ts';
import { resolveSettings } from '../config/resolve-settings.ts';
import { aggregationTemporality } from './temporality.ts';

const { COUNTER, HISTOGRAM, OBSERVABLE_COUNTER, UP_DOWN_COUNTER, OBSERVABLE_UP_DOWN_COUNTER } =
  InstrumentType;
const { DELTA, CUMULATIVE } = AggregationTemporality;

test.each([
  ['cumulative', [CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE]],
  ['delta', [DELTA, DELTA, DELTA, CUMULATIVE, CUMULATIVE]],
  ['lowmemory', [DELTA, DELTA, CUMULATIVE, CUMULATIVE, CUMULATIVE]],
] as const)('the preference %s is that of the specification', (preference, expected) => {
  const instruments = [COUNTER, HISTOGRAM, OBSERVABLE_COUNTER, UP_DOWN_COUNTER, OBSERVABLE_UP_DOWN_COUNTER];
  expect(instruments.map((each) => aggregationTemporality(preference, each))).toEqual(expected);
});

test('it is read in either case, and counts for instruments of the application as well', async () => {
  const environment = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta' };
  const { metricTemporality } = resolveSettings({}, environment);
  expect(metricTemporality).toBe('delta');
  const { providers } = startCollecting({ metricTemporality });
  expect(providers.metricReader.selectAggregationTemporality(COUNTER)).toBe(DELTA);
  await providers.stop();
});
