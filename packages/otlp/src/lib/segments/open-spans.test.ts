import { existsSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ByteWriter } from '../byte-writer.ts';
import { decodeRecord } from '../decode/request.ts';
import { encodeResource, encodeScope } from '../encode/resource.ts';
import { type EncodableSpan, encodeSpan } from '../encode/span.ts';
import type { SpanRecord } from '../records.ts';
import { recoverOpenSpans, touchOpenSpans, writeOpenSpans } from './open-spans.ts';
import { parseJson } from './record-payload.ts';
import { SegmentFollower } from './segment-follower.ts';
import { FrameKind } from './segment-format.ts';
import { SegmentWriter } from './segment-writer.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sonde-open-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const resource = encodeResource({ attributes: { 'service.name': 'app' } });
const scope = encodeScope({ name: 'scope' });

function openSpan(number: number) {
  const into = new ByteWriter();
  const span: EncodableSpan = {
    name: `open ${number}`,
    kind: 0,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: String(number).padStart(16, '0'), traceFlags: 1 }),
    startTime: [1_700_000_000, 0],
    endTime: [0, 0],
    status: { code: 0 },
    attributes: { input: 'kept' },
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  encodeSpan(span, into);
  return { resource, scope, record: into.copy() };
}

/** What all segments hold. */
function content(): { spans: SpanRecord[]; ledgers: unknown[] } {
  const follower = new SegmentFollower({ directory });
  const spans: SpanRecord[] = [];
  const ledgers: unknown[] = [];
  for (let caughtUp = false; !caughtUp; ) {
    const polled = follower.poll();
    for (const frame of polled.frames) {
      if (frame.kind === FrameKind.span && frame.raw) spans.push(decodeRecord('traces', frame.raw.record));
      if (frame.kind === FrameKind.ledger) ledgers.push(parseJson(frame));
    }
    caughtUp = polled.caughtUp;
  }
  follower.close();
  return { spans, ledgers };
}

describe('what a dead process had open', () => {
  test('is written as it was, ended when the process was last seen', () => {
    writeOpenSpans(directory, [openSpan(1), openSpan(2)]);
    expect(statSync(join(directory, 'open.json')).mode & 0o777).toBe(0o600);
    const seen = new Date(1_700_000_012_500);
    touchOpenSpans(directory);
    utimesSync(join(directory, 'open.json'), seen, seen);
    expect(recoverOpenSpans(directory)).toBe(2);
    expect(content().spans).toMatchObject([
      {
        name: 'open 1',
        startTimeUnixNano: 1_700_000_000_000_000_000n,
        endTimeUnixNano: 1_700_000_012_500_000_000n,
        attributes: { input: 'kept', 'sonde.ended_by': 'process_died' },
      },
      { name: 'open 2' },
    ]);
  });

  test('and did end after all is not written again, and the ledger adds up', () => {
    writeOpenSpans(directory, [openSpan(1), openSpan(2), openSpan(3)]);
    const writer = new SegmentWriter({ directory });
    writer.rawRecord('span', 0, openSpan(2));
    writer.json('ledger', { emitted: { traces: 1, logs: 4, metrics: 0 }, damagedBytes: 0 });
    writer.close();
    expect(recoverOpenSpans(directory)).toBe(2);
    const { spans, ledgers } = content();
    expect(spans.map(({ name }) => name)).toEqual(['open 2', 'open 1', 'open 3']);
    expect(ledgers.at(-1)).toEqual({ emitted: { traces: 3, logs: 4, metrics: 0 }, damagedBytes: 0 });
  });

  test('is written once, also when a recovery was cut short behind its segment', () => {
    writeOpenSpans(directory, [openSpan(1)]);
    expect(recoverOpenSpans(directory)).toBe(1);
    expect(recoverOpenSpans(directory)).toBe(0);
    writeOpenSpans(directory, [openSpan(1)]);
    expect(recoverOpenSpans(directory)).toBe(0);
    expect(content().spans).toHaveLength(1);
  });

  test.each([
    '',
    '{"version":2}',
    '{"version":1,"resources":[],"scopes":[],"spans":[{"record":"//8="}]}',
    'null',
  ])('is given up where the file cannot be read: %s', (text) => {
    writeFileSync(join(directory, 'open.json'), text);
    expect(recoverOpenSpans(directory)).toBe(0);
    expect(existsSync(join(directory, 'open.json'))).toBe(false);
  });

  test('is nothing where the file is gone, or was removed because nothing was open', () => {
    writeOpenSpans(directory, [openSpan(1)]);
    writeOpenSpans(directory, []);
    expect(recoverOpenSpans(directory)).toBe(0);
    expect(content().spans).toEqual([]);
  });
});
