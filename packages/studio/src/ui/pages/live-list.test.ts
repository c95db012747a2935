import { describe, expect, test } from '@jest/globals';
import type { TraceSummary } from '@sonde/store/reader';
import { arrive, extend, matches, release, seed } from './live-list.ts';

function trace(traceId: string, given: Partial<TraceSummary> = {}): TraceSummary {
  return {
    traceId,
    name: `trace ${traceId}`,
    kind: 'agent',
    service: 'atlas',
    sessionId: '',
    startMs: Number(traceId),
    durationMs: 5,
    spanCount: 1,
    errorCount: 0,
    logCount: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
    models: ['gpt-5'],
    preview: 'What is new?',
    complete: true,
    ...given,
  };
}

const ids = (rows: readonly TraceSummary[]) => rows.map((row) => row.traceId);

describe('a live list', () => {
  const list = seed([trace('2'), trace('1')]);

  test('puts new rows on top', () => {
    expect(ids(arrive(list, trace('3'), false).rows)).toEqual(['3', '2', '1']);
  });

  test('changes known rows in place, also while holding', () => {
    const changed = arrive(list, trace('1', { spanCount: 9 }), true);
    expect(ids(changed.rows)).toEqual(['2', '1']);
    expect(changed.rows[1]?.spanCount).toBe(9);
    expect(changed.held).toEqual([]);
  });

  test('holds new rows back, counts each once, and shows them by start when released', () => {
    let held = arrive(list, trace('4'), true);
    held = arrive(held, trace('3'), true);
    held = arrive(held, trace('4', { spanCount: 2 }), true);
    expect(ids(held.rows)).toEqual(['2', '1']);
    expect(held.held).toHaveLength(2);
    const shown = release(held);
    expect(ids(shown.rows)).toEqual(['4', '3', '2', '1']);
    expect(shown.held).toEqual([]);
  });

  test('takes older pages without losing what arrived meanwhile', () => {
    const grown = extend(arrive(list, trace('3'), false), [trace('2'), trace('1'), trace('0')], true);
    expect(ids(grown.rows)).toEqual(['3', '2', '1', '0']);
  });

  test('holds back what is newer when a list is read again under the pointer', () => {
    const again = extend(list, [trace('5'), trace('2'), trace('0')], true);
    expect([ids(again.rows), ids(again.held)]).toEqual([['2', '1', '0'], ['5']]);
    expect(ids(extend(list, [trace('5')], false).rows)).toEqual(['5', '2', '1']);
  });
});

describe('matches', () => {
  test.each([
    [{}, true],
    [{ text: 'TRACE 7' }, true],
    [{ text: 'gpt' }, true],
    [{ text: 'nothing' }, false],
    [{ onlyErrors: true }, false],
    [{ durationMinMs: 5 }, true],
    [{ durationMinMs: 6 }, false],
    [{ service: 'other' }, false],
    [{ sessionId: 's' }, false],
    [{ model: 'gpt-5' }, true],
  ])('with %j is %s', (query, expected) => {
    expect(matches(query, trace('7'))).toBe(expected);
  });
});
