import { describe, expect, test } from '@jest/globals';
import type { LogEntry, SpanSummary } from '@sonde/store/reader';
import fc from 'fast-check';
import { buildSpanTree, indexOfSpan, selfTimeMs } from './span-tree.ts';
import { collapsibleIds, waterfallRows } from './waterfall-rows.ts';

function span(spanId: string, parentSpanId = '', given: Partial<SpanSummary> = {}): SpanSummary {
  return {
    traceId: 't',
    spanId,
    parentSpanId,
    name: spanId,
    kind: 'span',
    layer: 'function',
    operation: spanId,
    service: 's',
    startMs: 0,
    durationMs: 10,
    status: 'unset',
    model: '',
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
    endedBy: '',
    ...given,
  };
}

function log(spanId: string): LogEntry {
  return {
    id: `l${spanId}`,
    timeMs: 1,
    severity: 'info',
    eventName: '',
    message: 'm',
    service: 's',
    traceId: 't',
    spanId,
    attributes: {},
  };
}

const order = (spans: readonly SpanSummary[]) =>
  buildSpanTree({ spans, logs: [] }).spans.map((one) => one.spanId);

describe('buildSpanTree', () => {
  test('puts parents before children, and children by start', () => {
    const spans = [
      span('c', 'a', { startMs: 5 }),
      span('b', 'a', { startMs: 2 }),
      span('a'),
      span('d', 'b', { startMs: 3 }),
    ];
    expect(order(spans)).toEqual(['a', 'b', 'd', 'c']);
  });

  test('shows spans whose parent has not arrived as roots', () => {
    const tree = buildSpanTree({ spans: [span('x', 'missing')], logs: [] });
    expect([...tree.depth]).toEqual([0]);
    expect([...tree.parent]).toEqual([-1]);
  });

  test('shows every span once, whatever the parents claim: cycles, selves, repeated ids', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', '');
    const anySpan = fc.record({ spanId: ids, parentSpanId: ids, startMs: fc.nat(9), durationMs: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 12 }), (given) => {
        const spans = given.map((one) => span(one.spanId, one.parentSpanId, one));
        const tree = buildSpanTree({ spans, logs: [] });
        expect(tree.spans.toSorted(byText)).toEqual(spans.toSorted(byText));
        tree.spans.forEach((_, index) => {
          expect(tree.parent[index]).toBeLessThan(index);
          expect(tree.end[index]).toBeGreaterThan(index);
        });
      }),
    );
  });

  test('tells where an error began from where it passed through', () => {
    const failed = { status: 'error' } as const;
    const spans = [
      span('root', '', failed),
      span('tool', 'root', { ...failed, startMs: 1 }),
      span('ok', 'root', { startMs: 2 }),
    ];
    expect(buildSpanTree({ spans, logs: [] }).marks).toEqual(['passed', 'origin', 'none']);
  });

  test('takes the self time as what no child covers, overlaps counted once', () => {
    const spans = [
      span('a', '', { durationMs: 100 }),
      span('b', 'a', { startMs: 10, durationMs: 30 }),
      span('c', 'a', { startMs: 20, durationMs: 40 }),
      span('d', 'a', { startMs: 90, durationMs: 500 }),
    ];
    expect(selfTimeMs(buildSpanTree({ spans, logs: [] }), 0)).toBe(100 - 50 - 10);
  });

  test('keeps a chain of 20,000 spans', () => {
    const spans = Array.from({ length: 20_000 }, (_, index) =>
      span(`s${index}`, `s${index - 1}`, { startMs: index }),
    );
    const tree = buildSpanTree({ spans, logs: [] });
    expect(tree.depth.at(-1)).toBe(19_999);
    expect(tree.end[0]).toBe(20_000);
  });
});

describe('waterfallRows', () => {
  const tree = buildSpanTree({
    spans: [
      span('a'),
      span('b', 'a', { startMs: 1 }),
      span('c', 'b', { startMs: 2 }),
      span('d', 'a', { startMs: 3 }),
    ],
    logs: [log('b'), log('nobody')],
  });
  const ids = (collapsed: ReadonlySet<string>, withLogs = false) =>
    waterfallRows(tree, collapsed, withLogs).map((row) => row.log?.id ?? tree.spans[row.index]?.spanId);

  test('leaves out what a collapsed span hides', () => {
    expect(ids(new Set())).toEqual(['a', 'b', 'c', 'd']);
    expect(ids(new Set(['b']))).toEqual(['a', 'b', 'd']);
    expect(ids(collapsibleIds(tree))).toEqual(['a']);
  });

  test('puts logs below their span, and keeps the others apart', () => {
    expect(ids(new Set(), true)).toEqual(['a', 'b', 'lb', 'c', 'd']);
    expect(tree.looseLogs.map((entry) => entry.id)).toEqual(['lnobody']);
    expect(indexOfSpan(tree, 'c')).toBe(2);
  });
});

function byText(a: SpanSummary, b: SpanSummary): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
