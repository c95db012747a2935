import { describe, expect, test } from '@jest/globals';
import { type CompletedOperation, TraceMemory } from './trace-memory.ts';

const ended = (name: string, outputSize: number = 0): CompletedOperation => ({
  name,
  kind: 'tool',
  spanId: name,
  durationMs: 1,
  failed: false,
  output: undefined,
  outputSize,
});
const namesIn = (memory: TraceMemory, traceId: string) => memory.completed(traceId).map(({ name }) => name);

describe('what is remembered of traces', () => {
  test('are the newest operations of each, oldest first', () => {
    const memory = new TraceMemory();
    for (let i = 0; i < 25; i += 1) memory.add('t', ended(`${i}`));
    expect(namesIn(memory, 't')).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 5}`));
    expect(namesIn(memory, 'other')).toEqual([]);
  });

  test('is that of the traces used last, and the others are counted', () => {
    const memory = new TraceMemory({ tracesMax: 2 });
    for (const traceId of ['a', 'b', 'a', 'c']) memory.add(traceId, ended(traceId));
    expect(['a', 'b', 'c'].map((traceId) => namesIn(memory, traceId).length)).toEqual([2, 0, 1]);
    expect(memory.evictedCount).toBe(1);
  });

  test('is bounded in what outputs take, but for the trace that is used', () => {
    const memory = new TraceMemory({ outputSizeMax: 100 });
    memory.add('a', ended('a', 60));
    memory.add('b', ended('b', 40));
    expect(memory.evictedCount).toBe(0);
    memory.add('b', ended('b', 1));
    expect([namesIn(memory, 'a'), namesIn(memory, 'b')]).toEqual([[], ['b', 'b']]);
    memory.add('b', ended('b', 1_000));
    expect(namesIn(memory, 'b')).toHaveLength(3);
    expect(memory.evictedCount).toBe(1);
  });

  test('makes room again by what is forgotten or grew too old', () => {
    const memory = new TraceMemory({ outputSizeMax: 100, operationsMax: 1 });
    memory.forget('never seen');
    memory.add('a', ended('old', 90));
    memory.add('a', ended('new', 5));
    memory.add('b', ended('b', 90));
    memory.forget('b');
    memory.add('c', ended('c', 90));
    expect(['a', 'b', 'c'].map((traceId) => namesIn(memory, traceId))).toEqual([['new'], [], ['c']]);
    expect(memory.evictedCount).toBe(0);
  });
});
