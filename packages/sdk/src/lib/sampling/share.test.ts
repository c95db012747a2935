import { describe, expect, test } from '@jest/globals';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { AdaptiveShare } from './adaptive-share.ts';
import { isInShare } from './share.ts';

describe('a share of ids', () => {
  const traceIds = Array.from({ length: 20_000 }, () => new RandomIdGenerator().generateTraceId());

  test.each([0.01, 0.1, 0.5, 0.9])('%d keeps as many traces as it says', (ratio) => {
    const kept = traceIds.filter((id) => isInShare(id, ratio)).length;
    const deviation = Math.sqrt(20_000 * ratio * (1 - ratio));
    expect(Math.abs(kept - 20_000 * ratio)).toBeLessThan(6 * deviation);
  });

  test('that is smaller keeps nothing that a larger one does not', () => {
    for (const id of traceIds) if (isInShare(id, 0.1)) expect(isInShare(id, 0.3)).toBe(true);
  });

  test('of nothing or of everything leaves nothing to chance', () => {
    expect(isInShare('f'.repeat(32), 0)).toBe(false);
    expect(isInShare('0'.repeat(32), 1)).toBe(true);
  });

  test('goes by the bits that OpenTelemetry goes by', () => {
    expect(isInShare(`${'0'.repeat(18)}80000000000000`, 0.5)).toBe(true);
    expect(isInShare(`${'f'.repeat(18)}7fffffffffffff`, 0.5)).toBe(false);
  });
});

describe('a share that adapts', () => {
  /** Traces kept in each second of a load, counted by their shares. */
  const keptBySecond = (target: number, perSecond: readonly number[]) => {
    let nowMs = 0;
    const share = new AdaptiveShare(target, () => nowMs);
    return perSecond.map((count) => {
      let kept = 0;
      for (let i = 0; i < count; i += 1) {
        nowMs += 1_000 / count;
        kept += share.next();
      }
      return kept;
    });
  };

  test('keeps everything below the target', () => {
    expect(keptBySecond(10, [5, 9, 1, 8])).toEqual([5, 9, 1, 8]);
  });

  test('meets the target under any steady load', () => {
    for (const load of [20, 1_000, 50_000]) {
      const seconds = keptBySecond(
        10,
        Array.from({ length: 10 }, () => load),
      );
      for (const kept of seconds.slice(6)) expect(kept).toBeCloseTo(10, -0.5);
    }
  });

  test('keeps of a sudden load a few seconds of the target at most', () => {
    const seconds = keptBySecond(10, [1, 1, 1, 20_000, 20_000, 20_000, 20_000]);
    expect(Math.max(...seconds)).toBeLessThan(10 * 20);
    expect(seconds.at(-1)).toBeLessThan(15);
  });

  test('recovers when the load has gone', () => {
    const seconds = keptBySecond(10, [
      ...Array.from({ length: 10 }, () => 5_000),
      ...Array.from({ length: 20 }, () => 5),
    ]);
    expect(seconds.at(-1)).toBe(5);
  });

  test('stands a clock that goes back', () => {
    let nowMs = 1_000;
    const share = new AdaptiveShare(10, () => nowMs);
    nowMs = 0;
    expect(share.next()).toBe(1);
  });
});
