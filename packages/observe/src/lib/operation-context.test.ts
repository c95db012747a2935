import { describe, expect, test } from '@jest/globals';
import { type Context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { type Operation, operationIn } from './operation.ts';
import { contextOfOperation } from './operation-context.ts';

const spanOf = (spanId: string): Span =>
  trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId, traceFlags: 1 });
const operationOf = (name: string) => ({ name }) as unknown as Operation;
const key = createContextKey('test');
const [outerSpan, innerSpan] = [spanOf('a'.repeat(16)), spanOf('b'.repeat(16))];
const [outer, inner] = [operationOf('outer'), operationOf('inner')];

const seen = (from: Context) => [trace.getSpan(from), operationIn(from), from.getValue(key)];

describe('the context of an operation', () => {
  const caller = ROOT_CONTEXT.setValue(key, 'of the caller');
  const within = contextOfOperation(caller, outerSpan, outer);

  test('shows its span, its operation and what the caller had', () => {
    expect(seen(within)).toEqual([outerSpan, outer, 'of the caller']);
    expect(seen(caller)).toEqual([undefined, undefined, 'of the caller']);
  });

  test('within another one shows the inner ones, and what was set between the two', () => {
    expect(seen(contextOfOperation(within, innerSpan, inner))).toEqual([innerSpan, inner, 'of the caller']);
    const between = within.setValue(key, 'between');
    expect(seen(between)).toEqual([outerSpan, outer, 'between']);
    expect(seen(contextOfOperation(between, innerSpan, inner))).toEqual([innerSpan, inner, 'between']);
  });

  test('can be changed as any other: the span alone, or nothing left of it', () => {
    expect(seen(trace.setSpan(within, innerSpan))).toEqual([innerSpan, outer, 'of the caller']);
    expect(seen(trace.deleteSpan(within))).toEqual([undefined, outer, 'of the caller']);
    expect(seen(within.deleteValue(key))).toEqual([outerSpan, outer, undefined]);
    expect(seen(within)).toEqual([outerSpan, outer, 'of the caller']);
  });
});
