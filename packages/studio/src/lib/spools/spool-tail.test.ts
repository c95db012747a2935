import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  FrameKind,
  type FramePosition,
  ownIdentity,
  SegmentWriter,
  writeOpenSpans,
} from '@sonde/otlp/segments';
import type { SpoolBatch } from './spool-source.ts';
import { SpoolTail } from './spool-tail.ts';

const dead = { pid: 2 ** 22 + 7, startTimeMs: 1_000 };
let home: string;
let tails: SpoolTail[];
let copied: { key: string; count: number; end: FramePosition }[];
let warnings: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-spool-'));
  tails = [];
  copied = [];
  warnings = [];
});

afterEach(async () => {
  await Promise.all(tails.map((tail) => tail.close()));
  rmSync(home, { recursive: true });
});

function makeSpool(key: string, identity: { pid: number; startTimeMs: number }, delivery = 'studio'): string {
  const directory = join(home, 'spool', key);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'spool.json'), JSON.stringify({ service: 'atlas', ...identity, delivery }));
  return directory;
}

function writerIn(directory: string, segmentBytesMax = 8 * 1024 * 1024): SegmentWriter {
  return new SegmentWriter({ directory, segmentBytesMax });
}

function emit(writer: SegmentWriter, count: number): void {
  const bytes = (text: string) => Buffer.from(text);
  for (let index = 0; index < count; index += 1) {
    writer.rawRecord('log', 0, { resource: bytes('r'), scope: bytes('s'), record: Buffer.alloc(100, 'x') });
  }
  writer.flush();
}

function startTail(
  sink: (batch: SpoolBatch) => Promise<void> = async () => {},
  checkpoints: ReadonlyMap<string, FramePosition> = new Map(),
): SpoolTail {
  const tail = new SpoolTail({
    home,
    checkpoints,
    warn: (text) => warnings.push(text),
    sink: async (batch) => {
      await sink(batch);
      const count = batch.frames.filter(({ kind }) => kind === FrameKind.log).length;
      copied.push({ key: batch.folder.key, count, end: batch.end });
    },
  });
  tails.push(tail);
  tail.start();
  return tail;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const total = () => copied.reduce((sum, { count }) => sum + count, 0);

describe('SpoolTail', () => {
  test('copies a live spool as it grows and keeps its folder', async () => {
    startTail();
    const directory = makeSpool('atlas/1-a', ownIdentity());
    const writer = writerIn(directory);
    emit(writer, 3);
    await until(() => total() === 3);
    emit(writer, 4);
    await until(() => total() === 7);
    expect(existsSync(join(directory, 'spool.json'))).toBe(true);
    writer.close();
  });

  test('removes segments that are copied and complete, and never the one being written', async () => {
    const directory = makeSpool('atlas/1-a', ownIdentity());
    const writer = writerIn(directory, 2_000);
    emit(writer, 100);
    const newest = readdirSync(directory)
      .filter((name) => name.endsWith('.seg'))
      .toSorted()
      .at(-1);
    startTail();
    await until(() => readdirSync(directory).filter((name) => name.endsWith('.seg')).length === 1);
    expect(total()).toBe(100);
    expect(readdirSync(directory)).toContain(newest);
    writer.close();
  });

  test('removes the folder of a dead process once all of it is copied, and counts its torn frame', async () => {
    const directory = makeSpool('atlas/1-a', dead);
    const writer = writerIn(directory);
    emit(writer, 10);
    truncateSync(join(directory, '00000001.seg'), writer.bytesWritten - 5);
    const tail = startTail();
    await until(() => tail.figures.removedCount === 1);
    expect(total()).toBe(9);
    expect(tail.figures.damagedBytes).toBeGreaterThan(0);
    expect(existsSync(join(home, 'spool', 'atlas'))).toBe(false);
  });

  test('copies what a dead process had open, behind all that it wrote', async () => {
    const directory = makeSpool('atlas/1-a', dead);
    emit(writerIn(directory), 2);
    const bytes = (text: string) => Buffer.from(text);
    // A span of OTLP is its id at the least.
    const record = Buffer.concat([bytes('\x12\x08'), bytes('span-id!')]);
    writeOpenSpans(directory, [{ resource: bytes('r'), scope: bytes('s'), record }]);
    const kinds: number[] = [];
    const tail = startTail(async ({ frames }) => void kinds.push(...frames.map(({ kind }) => kind)));
    await until(() => tail.figures.removedCount === 1);
    expect(kinds).toEqual([FrameKind.log, FrameKind.log, FrameKind.span]);
    expect(existsSync(join(home, 'spool', 'atlas'))).toBe(false);
  });

  test('keeps exceptions that could not be emitted when it removes a spool', async () => {
    const directory = makeSpool('atlas/1-a', dead);
    writeFileSync(join(directory, 'fallback.jsonl'), '{}\n');
    const tail = startTail();
    await until(() => tail.figures.removedCount === 1);
    expect(readdirSync(directory)).toEqual(['fallback.jsonl']);
  });

  test('goes on where the store says the copy ended', async () => {
    const directory = makeSpool('atlas/1-a', ownIdentity());
    const writer = writerIn(directory);
    emit(writer, 5);
    const from = writer.position;
    emit(writer, 2);
    startTail(undefined, new Map([['atlas/1-a', from]]));
    await until(() => total() > 0);
    expect(total()).toBe(2);
    writer.close();
  });

  test('leaves spools with an endpoint, and links, alone', async () => {
    const own = makeSpool('atlas/1-a', dead, 'endpoint');
    emit(writerIn(own), 3);
    const outside = mkdtempSync(join(tmpdir(), 'studio-outside-'));
    writeFileSync(join(outside, 'spool.json'), JSON.stringify({ service: 'x', ...dead, delivery: 'studio' }));
    symlinkSync(outside, join(home, 'spool', 'atlas', '2-b'));
    emit(writerIn(makeSpool('atlas/3-c', ownIdentity())), 1);
    startTail();
    await until(() => total() === 1);
    expect(readdirSync(own)).toContain('00000001.seg');
    expect(existsSync(join(outside, 'spool.json'))).toBe(true);
    rmSync(outside, { recursive: true });
  });

  test('reads a piece again when the store could not take it', async () => {
    const directory = makeSpool('atlas/1-a', dead);
    emit(writerIn(directory), 6);
    let failures = 2;
    const tail = startTail(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('no space left');
    });
    await until(() => tail.figures.removedCount === 1);
    expect(total()).toBe(6);
    expect(tail.figures.failureCount).toBe(2);
    expect(warnings[0]).toContain('no space left');
  });

  test('holds at most a bounded piece of each spool in memory while the store is slow', async () => {
    const directory = makeSpool('atlas/1-a', dead);
    const writer = writerIn(directory);
    emit(writer, 40_000);
    const pieces: number[] = [];
    startTail(async ({ frames }) => {
      pieces.push(frames.reduce((sum, { payload }) => sum + payload.length, 0));
    });
    await until(() => total() === 40_000);
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces)).toBeLessThan(1.5 * 1024 * 1024);
  });

  test('says once that a spool is of a newer version, leaves it, and goes on with the others', async () => {
    const newer = makeSpool('atlas/1-a', dead);
    emit(writerIn(newer), 3);
    const file = join(newer, '00000001.seg');
    const bytes = readFileSync(file);
    bytes.writeUInt16LE(9, 8);
    writeFileSync(file, bytes);
    emit(writerIn(makeSpool('atlas/2-b', dead)), 4);
    const tail = startTail();
    await until(() => tail.figures.removedCount === 1 && tail.figures.failureCount > 1);
    expect(total()).toBe(4);
    expect(new Set(warnings)).toEqual(new Set([expect.stringContaining('version 9')]));
    expect(existsSync(file)).toBe(true);
  });

  test('serves hundreds of spools', async () => {
    for (let index = 0; index < 300; index += 1) {
      const writer = writerIn(makeSpool(`service-${index % 7}/${index}-a`, dead));
      emit(writer, 5);
      writer.close();
    }
    const tail = startTail();
    await until(() => tail.figures.removedCount === 300);
    expect(total()).toBe(1_500);
    expect(tail.figures).toMatchObject({
      tailedCount: 0,
      copiedCount: 1_500,
      failureCount: 0,
      damagedBytes: 0,
    });
  });
});
