import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LatencyVarianceProcessor, setDetail, setResourcesRatio } from '@sonde/observe';
import { observedProcess } from '../../test/observed-process.ts';
import { detailFor } from './detail.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const logger = { emit: (event: unknown) => void observed.failures.push(['', event]) };
const baselinesOf = (_: string) => observed.latency.snapshot();

test('the README sets detail and judges latency as shown', () => {
  const latency = new LatencyVarianceProcessor({
    emit: (event) => logger.emit(event),
    overrides: {
      'tool:unit_convert': { thresholdRatio: 0.5, differenceMinMs: 0.1 },
      'production/llm:*': { detector: 'threshold' },
      'tool:sleep': { enabled: false },
    },
    environment: 'production',
  });
  latency.restore(baselinesOf('1.1.0'));
  latency.judgeAgainst('1.0.0', baselinesOf('1.0.0'));
  expect(latency.snapshot()).toEqual([]);

  setDetail('errors');
  setDetail('full', { sessionId: 's-42' });
  setDetail('debug', { operation: 'lookup', forMs: 300_000 }); // ends by itself
  setResourcesRatio(0.01);
  expect([detailFor('lookup', 's-42'), detailFor('other', 's-42'), detailFor('other', 's')]).toEqual([
    'debug',
    'full',
    'errors',
  ]);
  setDetail(undefined, { sessionId: 's-42' });
  setDetail(undefined, { operation: 'lookup', forMs: 0 });
  setResourcesRatio(0);
});
