import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isSondeError } from '@sonde/conventions';
import {
  FrameKind,
  listSegments,
  parseJson,
  parseRequest,
  readFrameAt,
  SegmentFollower,
  SegmentReader,
  SegmentWriter,
  segmentFile,
} from '@sonde/otlp/segments';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sonde-segments-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const resource = Uint8Array.of(10, 3, 1, 2, 3);
const scope = Uint8Array.of(10, 1, 9);

function append(writer: SegmentWriter, text: string, error = false): ReturnType<SegmentWriter['record']> {
  return writer.record('span', { error }, resource, scope, (into) => into.textField(1, text));
}

function textsOf(follower: SegmentFollower): string[] {
  const texts: string[] = [];
  for (;;) {
    const { frames, caughtUp } = follower.poll();
    for (const frame of frames) texts.push(Buffer.from(frame.raw?.record.subarray(2) ?? []).toString());
    if (caughtUp) return texts;
  }
}

describe('a segment writer', () => {
  test('writes the bytes of the decision record', () => {
    const writer = new SegmentWriter({ directory, nowMs: () => 1000 });
    append(writer, 'a', true);
    writer.close();
    const bytes = readFileSync(segmentFile(directory, 1));
    expect(bytes.toString('latin1', 0, 8)).toBe('SONDESEG');
    expect(bytes.readUInt16LE(8)).toBe(1);
    expect(bytes.readBigUInt64LE(16)).toBe(1_000_000_000n);
    const reader = new SegmentReader(segmentFile(directory, 1), 1);
    const batch = reader.readFrames();
    reader.close();
    expect(batch.state).toBe('sealed');
    expect(batch.frames.map((frame) => frame.kind)).toEqual([1, 2, 3, 10]);
    expect(Array.from(batch.frames[0]?.payload ?? [])).toEqual([0, ...resource]);
    expect(Array.from(batch.frames[2]?.payload ?? [])).toEqual([1, 0, 0, 10, 1, 97]);
  });

  test('keeps directory and files to their owner', () => {
    const inner = join(directory, 'spool');
    new SegmentWriter({ directory: inner }).close();
    expect(statSync(inner).mode & 0o777).toBe(0o700);
    expect(statSync(segmentFile(inner, 1)).mode & 0o777).toBe(0o600);
  });

  test('writes equal resources once per segment, whichever array they come in', () => {
    const writer = new SegmentWriter({ directory });
    for (let i = 0; i < 5; i++) {
      writer.rawRecord('log', 0, { resource: Uint8Array.from(resource), scope, record: Uint8Array.of(i) });
    }
    writer.rotate();
    append(writer, 'x');
    writer.close();
    const kinds = [1, 2].map((number) => {
      const reader = new SegmentReader(segmentFile(directory, number), number);
      const found = reader.readFrames().frames.map((frame) => frame.kind);
      reader.close();
      return found;
    });
    expect(kinds).toEqual([
      [1, 2, 4, 4, 4, 4, 4, 10],
      [1, 2, 3, 10],
    ]);
  });

  test('returns positions at which every frame is found again', () => {
    const writer = new SegmentWriter({ directory, segmentBytesMax: 600, stageBytesMax: 100 });
    const positions = Array.from({ length: 100 }, (_, i) => append(writer, `text ${i}`));
    const state = writer.json('state', { type: 'tag', value: 1 });
    const body = new TextEncoder().encode('{"resourceSpans":[]}');
    const request = writer.request('traces', 'json', 1_700_000_000_000_000_001n, body);
    writer.close();
    positions.forEach((position, i) => {
      const raw = readFrameAt(directory, position)?.raw;
      expect(Buffer.from(raw?.record.subarray(2) ?? []).toString()).toBe(`text ${i}`);
      expect(Array.from(raw?.resource ?? [])).toEqual(Array.from(resource));
    });
    expect(parseJson(readFrameAt(directory, state)!)).toEqual({ type: 'tag', value: 1 });
    expect(parseRequest(readFrameAt(directory, request)!)).toMatchObject({
      signal: 'traces',
      encoding: 'json',
      receivedUnixNano: 1_700_000_000_000_000_001n,
    });
    expect(listSegments(directory).length).toBeGreaterThan(3);
    expect(writer.bytesWritten).toBe(listSegments(directory).reduce((sum, file) => sum + file.sizeBytes, 0));
  });

  test('leaves no trace of a record whose encoder throws, and takes records that the encoder itself appends', () => {
    const writer = new SegmentWriter({ directory });
    append(writer, 'one');
    expect(() =>
      writer.record('span', {}, resource, scope, (into) => {
        into.textField(1, 'half');
        append(writer, 'nested');
        throw new Error('no');
      }),
    ).toThrow('no');
    append(writer, 'two');
    writer.flush();
    expect(textsOf(new SegmentFollower({ directory }))).toEqual(['one', 'nested', 'two']);
  });

  test('never touches a file it did not create', async () => {
    const first = new SegmentWriter({ directory });
    append(first, 'first');
    first.flush();
    const before = readFileSync(segmentFile(directory, 1));
    const second = new SegmentWriter({ directory });
    append(second, 'second');
    await second.sync();
    expect(readFileSync(segmentFile(directory, 1))).toEqual(before);
    expect(readdirSync(directory)).toEqual(['00000001.seg', '00000002.seg']);
    expect(textsOf(new SegmentFollower({ directory }))).toEqual(['first', 'second']);
    second.close();
    first.close();
  });

  test('goes on with higher numbers when its segments were drained and removed', () => {
    const writer = new SegmentWriter({ directory });
    append(writer, 'one');
    writer.rotate();
    rmSync(segmentFile(directory, 1));
    rmSync(segmentFile(directory, 2));
    writer.rotate();
    expect(writer.position.segment).toBe(3);
    writer.close();
  });

  test('syncs what was sealed since the last sync too, and does not mind removed segments', async () => {
    const writer = new SegmentWriter({ directory, segmentBytesMax: 300 });
    for (let i = 0; i < 30; i++) append(writer, `text ${i}`);
    rmSync(segmentFile(directory, 1));
    await Promise.all([writer.sync(), writer.sync()]);
    append(writer, 'more');
    await writer.sync();
    writer.close();
    expect(textsOf(new SegmentFollower({ directory })).at(-1)).toBe('more');
  });

  test('says so when the directory cannot be written, and when it is closed', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(codeOf(() => new SegmentWriter({ directory: join(file, 'spool') }))).toBe('DIRECTORY_UNWRITABLE');
    const writer = new SegmentWriter({ directory });
    writer.close();
    writer.close();
    expect(codeOf(() => append(writer, 'late'))).toBe('SEGMENT_WRITE_FAILED');
  });

  test('refuses a frame that is longer than the format allows, and goes on', () => {
    const writer = new SegmentWriter({ directory });
    const body = new Uint8Array(64 * 1024 * 1024);
    expect(codeOf(() => writer.request('traces', 'protobuf', 0n, body))).toBe('OTLP_LIMIT_EXCEEDED');
    append(writer, 'after');
    writer.close();
    expect(textsOf(new SegmentFollower({ directory }))).toEqual(['after']);
  });
});

test('a segment of another version is refused by name', () => {
  const writer = new SegmentWriter({ directory });
  writer.close();
  const bytes = readFileSync(segmentFile(directory, 1));
  bytes[8] = 2;
  writeFileSync(segmentFile(directory, 1), bytes);
  expect(codeOf(() => new SegmentFollower({ directory }).poll())).toBe('SEGMENT_UNKNOWN_VERSION');
  expect(FrameKind.seal).toBe(10);
});

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return isSondeError(error) ? error.code : String(error);
  }
}
