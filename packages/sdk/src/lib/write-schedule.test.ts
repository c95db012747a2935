import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { WriteSchedule } from './write-schedule.ts';

/** A window longer than any test: what is written was not written because it ended. */
const ENDLESS_MS = 60_000;

function schedule(windowMs: number, leaves: () => boolean = () => false) {
  const seen = { writes: 0 };
  const made = new WriteSchedule(
    () => {
      seen.writes += 1;
      return leaves();
    },
    { windowMs },
  );
  const note = (count: number, isUrgent = false) => {
    for (let i = 0; i < count; i += 1) made.request(isUrgent);
  };
  return { seen, note };
}

describe('records are written', () => {
  test('once at the end of the turn, while they are few', async () => {
    const { seen, note } = schedule(ENDLESS_MS);
    note(5);
    expect(seen.writes).toBe(0);
    await turn();
    expect(seen.writes).toBe(1);
    note(5);
    await turn();
    expect(seen.writes).toBe(2);
  });

  test('not at the end of the turn, once there are many', async () => {
    const { seen, note } = schedule(ENDLESS_MS);
    note(60);
    await turn();
    expect(seen.writes).toBe(1);
    note(60);
    await turn();
    expect(seen.writes).toBe(1);
  });

  test('but when the window ends', async () => {
    const { seen, note } = schedule(5);
    note(60);
    await turn();
    note(60);
    expect(seen.writes).toBe(1);
    while (seen.writes === 1) await sleep(1);
    expect(seen.writes).toBe(2);
  });

  test('at the end of the turn again, after a window with few', async () => {
    const { seen, note } = schedule(5);
    note(60);
    await turn();
    note(1);
    while (seen.writes === 1) await sleep(1);
    note(1);
    await turn();
    expect(seen.writes).toBe(3);
  });

  test('at the end of the turn when they are urgent, though there are many others', async () => {
    const { seen, note } = schedule(ENDLESS_MS);
    note(60);
    await turn();
    note(5);
    note(1, true);
    await turn();
    expect(seen.writes).toBe(2);
  });

  test('in windows when the urgent ones are many as well', async () => {
    const { seen, note } = schedule(ENDLESS_MS);
    note(60, true);
    await turn();
    note(60, true);
    await turn();
    expect(seen.writes).toBe(1);
  });

  test('at the end of every turn without a window', async () => {
    const { seen, note } = schedule(0);
    note(60);
    await turn();
    note(60);
    await turn();
    expect(seen.writes).toBe(2);
  });

  test('in as many turns as it takes', async () => {
    let left = 3;
    const { seen, note } = schedule(ENDLESS_MS, () => (left -= 1) > 0);
    note(1);
    while (left > 0) await turn();
    await turn();
    expect(seen.writes).toBe(3);
  });
});
