import { describe, expect, test } from '@jest/globals';
import { Results } from './results.ts';
import type { RunOutcome } from './run-child.ts';
import { type SubjectId, subjectOf } from './subject.ts';

function run(subject: SubjectId, cpuUs: number, spansExpected: number, spans: number): RunOutcome {
  return {
    spec: {
      suite: 'sdk',
      scenario: 'steady',
      subject: subjectOf(subject),
      pass: 0,
      parameters: {},
      nodeFlags: [],
    },
    measured: { figures: { cpuUs }, spansExpected },
    arrived: {
      spans,
      failures: 0,
      inputs: 0,
      stacks: 0,
      requests: 1,
      wireBytes: 200,
      traceBodyBytes: 400,
      largeBodies: 4,
      largeCompressed: 1,
      unreadable: 0,
    },
  };
}

describe('results', () => {
  const results = new Results([
    ...[10, 30, 11].map((cpuUs) => run('bare', cpuUs, 100, 0)),
    ...[25, 26, 90].map((cpuUs) => run('otel3', cpuUs, 100, 50)),
    {
      ...run('sonde-full', 1, 1, 1),
      measured: undefined,
      failure: 'steady-sonde-full-0: ended with 1',
    } as never,
  ]);

  test('give the median of all passes, with its spread', () => {
    expect(results.figure('steady', 'otel3', 'cpuUs')).toEqual({ median: 26, min: 25, max: 90 });
  });

  test('give what a subject adds to the bare function', () => {
    expect(results.added('steady', 'otel3', 'cpuUs')).toBe(15);
  });

  test('give the share that was lost', () => {
    expect(results.lostShare('steady', 'otel3')).toBe(0.5);
  });

  test('give the bytes of a span before compression, and how many large bodies came compressed', () => {
    expect(results.bodyBytesPerSpan('steady', 'otel3')).toBe(8);
    expect(results.compressedShare('steady', 'otel3')).toBe(0.25);
    expect(results.compressedShare('steady', 'traceloop')).toBeUndefined();
  });

  test('have nothing of a subject whose runs failed, and name the failure', () => {
    expect(results.figure('steady', 'sonde-full', 'cpuUs')).toBeUndefined();
    expect(results.failures()).toEqual(['steady-sonde-full-0: ended with 1']);
  });
});
