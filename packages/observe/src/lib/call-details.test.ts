import { setTimeout as sleep } from 'node:timers/promises';
import { compileFunction } from 'node:vm';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { setResourcesRatio } from './call-resources.ts';
import { setDetail } from './detail.ts';
import { observe } from './observe.ts';
import { stateDifference } from './state-difference.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(async () => {
  setResourcesRatio(0);
  await observed.stop();
});

const attributesOf = (name: string) =>
  observed.spans().find((span) => span.name.endsWith(name))?.attributes ?? {};
const measured = (name: string) =>
  Object.keys(attributesOf(name)).filter((key) => key.startsWith('sonde.resources.')).length > 0;

describe('resources of a call', () => {
  test('are measured at detail debug', async () => {
    setDetail('debug');
    const pauses = async () => {
      for (let i = 0; i < 5; i += 1) await sleep(15);
    };
    await observe.tool(pauses, { name: 'lookup' })();
    const attributes = attributesOf('lookup');
    expect(attributes).toMatchObject({ 'sonde.resources.shared': false });
    for (const name of [
      'cpu.user_ms',
      'cpu.system_ms',
      'memory.before',
      'memory.after',
      'fs.reads',
      'fs.writes',
      'event_loop.utilization',
      'event_loop.delay_max_ms',
    ])
      expect(attributes[`sonde.resources.${name}`]).toBeGreaterThanOrEqual(0);
    expect(attributes['sonde.resources.memory.before']).toBeGreaterThan(1_000_000);
  });

  test('are measured of a share of the calls at any other level', () => {
    const lookup = observe.tool(() => 1, { name: 'lookup' });
    lookup();
    expect(measured('lookup')).toBe(false);
    setResourcesRatio(0.5);
    for (let i = 0; i < 200; i += 1) lookup();
    const count = observed.spans().filter(({ attributes }) => 'sonde.resources.shared' in attributes).length;
    expect(count).toBeGreaterThan(50);
    expect(count).toBeLessThan(150);
  });

  test('tell the CPU time that a call used', () => {
    setDetail('debug');
    const burn = observe.span(
      () => {
        const { user, system } = process.cpuUsage();
        let used = 0;
        while (used < 20_000) {
          const now = process.cpuUsage();
          used = now.user + now.system - user - system;
        }
      },
      { name: 'burn' },
    );
    burn();
    const attributes = attributesOf('burn');
    const usedMs =
      Number(attributes['sonde.resources.cpu.user_ms']) + Number(attributes['sonde.resources.cpu.system_ms']);
    expect(usedMs).toBeGreaterThanOrEqual(20);
  });

  test('belong to one call while only its own children run', async () => {
    setDetail('debug');
    const child = observe.tool(async () => sleep(2), { name: 'child' });
    const parent = observe.agent(async () => child(), { name: 'parent' });
    await parent();
    for (const name of ['child', 'parent']) expect(attributesOf(name)['sonde.resources.shared']).toBe(false);
  });

  test('are shared by calls that overlap, also with one that is not measured', async () => {
    const quiet = observe.tool(async () => sleep(10), { name: 'quiet', detail: 'full' });
    const loud = observe.tool(async () => sleep(2), { name: 'loud', detail: 'debug' });
    await Promise.all([quiet(), loud()]);
    expect([measured('quiet'), attributesOf('loud')['sonde.resources.shared']]).toEqual([false, true]);
  });

  test('are shared by the call that was there first as well, and by siblings within a call that is alone', async () => {
    setDetail('debug');
    const [first, second] = ['first', 'second'].map((name) => observe.tool(async () => sleep(5), { name }));
    await observe.agent(async () => Promise.all([first?.(), second?.()]), { name: 'both' })();
    const shared = ['first', 'second', 'both'].map((name) => attributesOf(name)['sonde.resources.shared']);
    expect(shared).toEqual([true, true, false]);
  });

  test.each(['start', 'end'])(
    'that cannot be read at the %s are told as a failure of ours, and nothing else',
    (at) => {
      setDetail('debug');
      const reads = jest.spyOn(process, 'resourceUsage');
      const fail = () => {
        throw new Error('EMFILE');
      };
      if (at === 'start') reads.mockImplementationOnce(fail);
      const call = observe.tool(
        () => {
          if (at === 'end') reads.mockImplementationOnce(fail);
          return 'fine';
        },
        { name: at },
      );
      expect(call()).toBe('fine');
      reads.mockRestore();
      expect([measured(at), observed.failures.length]).toEqual([false, 1]);
      observe.tool(() => 1, { name: 'after' })();
      expect(attributesOf('after')['sonde.resources.shared']).toBe(false);
    },
  );

  test('are measured of calls that fail', () => {
    setDetail('debug');
    const fail = observe.tool(
      () => {
        throw new Error('no');
      },
      { name: 'fails' },
    );
    expect(fail).toThrow('no');
    expect(measured('fails')).toBe(true);
  });
});

describe('the caller', () => {
  test('is told at detail debug, and only there', () => {
    const lookup = observe.tool(() => 1, { name: 'lookup' });
    lookup();
    expect(attributesOf('lookup')['sonde.caller.file']).toBeUndefined();
    setDetail('debug');
    const inner = observe.tool(() => 1, { name: 'inner' });
    // The tests lie where Sonde's own files do, which are passed over: a caller elsewhere is needed.
    compileFunction('return call();', ['call'], { filename: '/app/main.js' })(inner);
    expect(attributesOf('inner')).toMatchObject({ 'sonde.caller.file': '/app/main.js' });
    expect(attributesOf('inner')['sonde.caller.line']).toBeGreaterThan(0);
  });

  test('is left out where the application makes stacks of its own', () => {
    setDetail('debug');
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = () => ({ frames: 0 });
    try {
      observe.tool(() => 1, { name: 'odd' })();
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
    expect(attributesOf('odd')['sonde.caller.file']).toBeUndefined();
    expect(observed.failures).toEqual([]);
  });
});

describe('the difference of states', () => {
  test('is told of nodes at detail debug', () => {
    const plan = (_: { kept: number; gone: string; notes: string[] }) => ({
      fresh: 1,
      kept: 1,
      notes: ['b'],
    });
    const state = { kept: 1, gone: 'x', notes: ['a'] };
    observe.graph(plan, { name: 'quiet' })(state);
    expect(attributesOf('quiet')['sonde.graph.state.added']).toBeUndefined();
    setDetail('debug');
    observe.graph(plan, { name: 'plan' })(state);
    expect(attributesOf('plan')).toMatchObject({
      'sonde.graph.state.added': ['fresh'],
      'sonde.graph.state.changed': ['notes'],
      'sonde.graph.state.removed': ['gone'],
    });
  });

  test('is bounded, and none where one side is no state', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}-${'k'.repeat(200)}`, i]));
    const added = stateDifference({}, many)?.['sonde.graph.state.added'] as string[];
    expect(added).toHaveLength(51);
    expect(added.at(-1)).toBe('…[10 more]');
    expect(added[0]).toHaveLength(128);
    for (const other of [undefined, 'text', ['a'], null]) expect(stateDifference({}, other)).toBeUndefined();
    expect(stateDifference({ a: 1 }, { a: 1 })).toEqual({});
  });
});
