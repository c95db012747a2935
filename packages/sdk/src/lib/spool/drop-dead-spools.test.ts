import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeResource, encodeScope } from '@sonde/otlp';
import { FrameKind, listSegments, ownIdentity, parseJson, SegmentFollower } from '@sonde/otlp/segments';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { writeCursor } from './cursor.ts';
import { Ledger, type LedgerSnapshot } from './ledger.ts';
import { Spool } from './spool.ts';

const KIBIBYTE = 1_024;
const BYTES_MAX = 400 * KIBIBYTE;
const resource = encodeResource({ attributes: {} });
const scope = encodeScope({ name: 'test' });
const { pid: deadPid } = spawnSync(process.execPath, ['-e', '']);

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

const open = (bytesMax: number = BYTES_MAX, ledger: Ledger = new Ledger()) =>
  new Spool({ home, service: 'app', endpoint: '', bytesMax, ledger });

/** A closed spool of 100 KiB segments with spans of a kibibyte each. */
function leave(spanCount: number, { error = false } = {}): string {
  const ledger = new Ledger();
  const spool = open(BYTES_MAX * 100, ledger);
  for (let i = 0; i < spanCount; i += 1) {
    ledger.emitted('traces');
    spool.record('span', error, resource, scope, (into) => into.textField(5, `${i}`.padEnd(KIBIBYTE)));
    if (i % 50 === 0) spool.flush();
  }
  spool.close();
  const manifest = join(spool.directory, 'spool.json');
  const content = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...content, pid: deadPid, startTimeMs: 0 }));
  return spool.directory;
}

function read(directory: string) {
  const { frames } = new SegmentFollower({ directory }).poll(64 * KIBIBYTE * KIBIBYTE);
  const ledgers = frames.filter(({ kind }) => kind === FrameKind.ledger).map((frame) => parseJson(frame));
  const spans = frames.filter(({ kind }) => kind === FrameKind.span);
  const ledger = ledgers.at(-1) as unknown as LedgerSnapshot;
  return { spans: spans.length, ledger, droppedCount: ledger.dropped.traces.spool_full ?? 0 };
}

const sizeOf = (directory: string) =>
  listSegments(directory).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

describe('when the spools of a service need too much disk space, opening one', () => {
  test('drops those of dead processes, the oldest first, and their ledgers tell', () => {
    const oldest = leave(300);
    const newest = leave(300);
    open().close();
    expect(sizeOf(oldest) + sizeOf(newest)).toBeLessThanOrEqual(BYTES_MAX);
    expect(read(oldest)).toMatchObject({ spans: 0, droppedCount: 300, ledger: { emitted: { traces: 300 } } });
    expect(read(newest)).toMatchObject({ spans: 300, droppedCount: 0 });
    expect(readFileSync(join(oldest, 'spool.json'), 'utf8')).toContain(`${deadPid}`);
  });

  test('keeps the errors of what it drops', () => {
    const left = leave(500, { error: true });
    open().close();
    expect(read(left)).toMatchObject({ spans: 500, droppedCount: 0 });
    open().close();
    expect(read(left)).toMatchObject({ spans: 0, droppedCount: 500 });
  });

  test('counts only what nobody has taken', () => {
    const left = leave(500);
    const { frames } = new SegmentFollower({ directory: left }).poll(64 * KIBIBYTE * KIBIBYTE);
    const taken = frames.filter(({ kind }) => kind === FrameKind.span)[199];
    if (taken === undefined) throw new Error('200 spans expected');
    writeCursor(left, { segment: taken.position.segment, offset: taken.end });
    open().close();
    expect(read(left).droppedCount).toBe(300);
  });

  test('leaves live processes alone', () => {
    const live = leave(500);
    writeFileSync(join(live, 'spool.json'), JSON.stringify({ ...ownIdentity(), delivery: 'studio' }));
    open().close();
    expect(read(live).spans).toBe(500);
  });

  test('leaves dead ones to the studio that runs', () => {
    const dead = leave(500);
    mkdirSync(join(home, 'run'));
    writeFileSync(join(home, 'run', 'studio.json'), JSON.stringify(ownIdentity()));
    open().close();
    expect(read(dead).spans).toBe(500);
  });

  test('leaves a spool of which only the ledger is left as it is', () => {
    const left = leave(500);
    open().close();
    const segments = listSegments(left);
    leave(500);
    open().close();
    expect(listSegments(left)).toEqual(segments);
  });
});
