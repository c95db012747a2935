import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listSegments, readFrameAt, SegmentFollower, SegmentWriter, segmentFile } from '@sonde/otlp/segments';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sonde-follow-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const resource = Uint8Array.of(10, 0);
const scope = Uint8Array.of(10, 1, 9);

function append(writer: SegmentWriter, number: number, owner = resource): void {
  writer.record('span', {}, owner, scope, (into) => into.varintField(1, number));
}

/** Numbers of the records, read to the end. */
function drain(follower: SegmentFollower, bytesMax?: number) {
  const numbers: number[] = [];
  const resources = new Set<Uint8Array>();
  let damagedBytes = 0;
  for (;;) {
    const found = follower.poll(bytesMax);
    damagedBytes += found.damagedBytes;
    for (const { raw } of found.frames) {
      if (raw === undefined) continue;
      resources.add(raw.resource);
      numbers.push(numberOf(raw.record));
    }
    if (found.caughtUp)
      return { numbers, damagedBytes, resources, end: found.end, pendingBytes: found.pendingBytes };
  }
}

function numberOf(record: Uint8Array): number {
  let value = 0;
  let shift = 0;
  for (const byte of record.subarray(1)) {
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
    shift += 7;
  }
  return value;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

describe('a follower', () => {
  test('reads over rotations, whatever it reads at a time', () => {
    const writer = new SegmentWriter({ directory, segmentBytesMax: 700, stageBytesMax: 64 });
    for (const number of upTo(500)) append(writer, number);
    writer.close();
    for (const bytesMax of [1, 50, 333, undefined]) {
      const found = drain(new SegmentFollower({ directory }), bytesMax);
      expect(found.numbers).toEqual(upTo(500));
      expect(found.damagedBytes).toBe(0);
    }
  });

  test('waits while the writer pauses and misses nothing, before and after each flush and rotation', () => {
    const writer = new SegmentWriter({ directory, segmentBytesMax: 400 });
    const follower = new SegmentFollower({ directory });
    const seen: number[] = [];
    for (const number of upTo(300)) {
      append(writer, number);
      if (number % 7 === 0) seen.push(...drain(follower).numbers);
      if (number % 3 === 0) writer.flush();
      if (number % 50 === 0) writer.rotate();
    }
    writer.close();
    seen.push(...drain(follower).numbers);
    expect(seen).toEqual(upTo(300));
    follower.close();
  });

  test('goes on from any end it reported, also in the middle of a segment, with the right resources', () => {
    const writer = new SegmentWriter({ directory, segmentBytesMax: 3000 });
    for (const number of upTo(300)) append(writer, number, Uint8Array.of(10, 1, number % 3));
    writer.close();
    const follower = new SegmentFollower({ directory });
    for (let before = 0; ; ) {
      const { frames, end, caughtUp } = follower.poll(200);
      before += frames.length;
      const rest = drain(new SegmentFollower({ directory, from: end }));
      expect(rest.numbers).toEqual(upTo(300).slice(before));
      const first = frames[0];
      if (first !== undefined) {
        const number = numberOf(first.raw?.record ?? resource);
        expect(Array.from(readFrameAt(directory, first.position)?.raw?.resource ?? [])).toEqual([
          10,
          1,
          number % 3,
        ]);
      }
      if (caughtUp) break;
    }
  });

  test('takes segments that are gone as read', () => {
    const writer = new SegmentWriter({ directory, segmentBytesMax: 400 });
    for (const number of upTo(100)) append(writer, number);
    writer.close();
    rmSync(segmentFile(directory, 1));
    const { numbers } = drain(new SegmentFollower({ directory, from: { segment: 1, offset: 32 } }));
    expect(numbers).toEqual(upTo(100).slice(100 - numbers.length));
    expect(drain(new SegmentFollower({ directory: join(directory, 'none') })).numbers).toEqual([]);
  });
});

describe('recovery', () => {
  test('reads the whole frames before a cut at every byte, and counts the rest once a newer segment follows', () => {
    const writer = new SegmentWriter({ directory });
    for (const number of upTo(12)) append(writer, number);
    writer.flush();
    const file = segmentFile(directory, 1);
    const whole = readFileSync(file);
    const ends = endsOfFrames(whole);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const live = drain(new SegmentFollower({ directory }));
      const expected = upTo(12).slice(0, Math.max(0, ends.filter((end) => end <= length).length - 2));
      expect(live.numbers).toEqual(expected);
      expect(live.damagedBytes).toBe(0);
      const newer = new SegmentWriter({ directory });
      append(newer, 99);
      newer.close();
      const after = drain(new SegmentFollower({ directory }));
      expect(after.numbers).toEqual([...expected, 99]);
      expect(after.damagedBytes).toBe(live.pendingBytes);
      rmSync(segmentFile(directory, 2));
    }
    writer.close();
  });

  test('a flipped bit anywhere never yields a wrong record, and is counted as damage', () => {
    const writer = new SegmentWriter({ directory });
    for (const number of upTo(12)) append(writer, number);
    writer.close();
    const file = segmentFile(directory, 1);
    const whole = readFileSync(file);
    const newer = new SegmentWriter({ directory });
    append(newer, 99);
    newer.close();
    for (let at = 32; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      writeFileSync(file, damaged);
      const { numbers, damagedBytes } = drain(new SegmentFollower({ directory }));
      expect(numbers).toEqual([...upTo(12).slice(0, numbers.length - 1), 99]);
      expect(damagedBytes).toBeGreaterThan(0);
    }
  });

  test('zeros and noise after the last frame are pending in the newest segment and damage in an older one', () => {
    const writer = new SegmentWriter({ directory });
    append(writer, 1);
    writer.flush();
    appendFileSync(segmentFile(directory, 1), Buffer.alloc(5000));
    const live = drain(new SegmentFollower({ directory }));
    expect([live.numbers, live.pendingBytes, live.damagedBytes]).toEqual([[1], 5000, 0]);
    const newer = new SegmentWriter({ directory });
    append(newer, 2);
    newer.close();
    const after = drain(new SegmentFollower({ directory }));
    expect([after.numbers, after.pendingBytes, after.damagedBytes]).toEqual([[1, 2], 0, 5000]);
    writer.close();
  });

  test('a process killed while it writes loses at most its last turn, and the next one goes on', async () => {
    for (let round = 0; round < 4; round++) {
      const reported = await killedWriter(150 + round * 40);
      const { numbers } = drain(new SegmentFollower({ directory }));
      const runs = numbers.join(' ').split(/(?<= |^)1(?= )/).length - 1;
      expect(runs).toBe(round + 1);
      expect(numbers.length - numbers.lastIndexOf(1)).toBeGreaterThanOrEqual(reported);
      expect(numbers.at(-1)).toBe(numbers.length - numbers.lastIndexOf(1));
    }
    expect(listSegments(directory).length).toBeGreaterThan(3);
  }, 60_000);
});

/** Starts a real process that appends, kills it without warning, and returns the last number it had flushed. */
function killedWriter(lines: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sonde/source', '--no-warnings', 'packages/otlp/test/append-forever.ts', directory],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return new Promise((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.on('close', () => resolve(Number(output.split('\n').at(-2))));
  });
}

/** Offsets at which the frames of a segment end. */
function endsOfFrames(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 32; at + 8 <= bytes.length; ) {
    at += 8 + bytes.readUInt32LE(at);
    ends.push(at);
  }
  return ends;
}
