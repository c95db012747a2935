import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { CursorFile, isTaken, readCursor } from './cursor.ts';

let directory: string;
beforeEach(() => {
  directory = temporaryHome();
});
afterEach(() => removeHome(directory));

const far = { segment: 99_999_999, offset: Number.MAX_SAFE_INTEGER };

describe('the cursor of a spool', () => {
  test('reads back as it was written, shorter ones over longer ones', () => {
    const file = new CursorFile(directory);
    const cursors = [
      { segment: 1, offset: 32 },
      { ...far, sent: { traces: far, logs: far, metrics: far } },
      { segment: 2, offset: 40, sent: { logs: { segment: 2, offset: 50 } } },
      { segment: 3, offset: 1 },
    ];
    for (const cursor of cursors) {
      file.write(cursor);
      expect(readCursor(directory)).toEqual(cursor);
    }
    file.close();
    expect(readdirSync(directory)).toEqual(['cursor.json']);
  });

  test('is taken over from an earlier process', () => {
    writeFileSync(join(directory, 'cursor.json'), '{"segment":7,"offset":8}');
    expect(readCursor(directory)).toEqual({ segment: 7, offset: 8 });
    const file = new CursorFile(directory);
    file.write({ segment: 7, offset: 9 });
    file.close();
    expect(readCursor(directory)).toEqual({ segment: 7, offset: 9 });
  });

  test('is none when there is no file, or nobody can read it', () => {
    expect(readCursor(directory)).toBeUndefined();
    writeFileSync(join(directory, 'cursor.json'), '{"segment":7,"off');
    expect(readCursor(directory)).toBeUndefined();
  });

  test('tells what is taken, signal by signal', () => {
    const cursor = { segment: 2, offset: 100, sent: { logs: { segment: 2, offset: 300 } } };
    expect(isTaken(undefined, 'logs', { segment: 1, offset: 0 })).toBe(false);
    expect(isTaken(cursor, 'traces', { segment: 1, offset: 900 })).toBe(true);
    expect(isTaken(cursor, 'traces', { segment: 2, offset: 99 })).toBe(true);
    expect(isTaken(cursor, 'traces', { segment: 2, offset: 100 })).toBe(false);
    expect(isTaken(cursor, 'logs', { segment: 2, offset: 299 })).toBe(true);
    expect(isTaken(cursor, 'logs', { segment: 2, offset: 300 })).toBe(false);
  });
});
