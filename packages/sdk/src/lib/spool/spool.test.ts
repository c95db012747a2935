import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runtime } from '@sonde/observe';
import { encodeResource, encodeScope } from '@sonde/otlp';
import {
  FrameKind,
  listSegments,
  ownIdentity,
  parseJson,
  type RecordKind,
  SegmentFollower,
} from '@sonde/otlp/segments';
import { readSpools, removeHome, temporaryHome } from '../../../test/run-app.ts';
import { writeCursor } from './cursor.ts';
import { Ledger, type LedgerSnapshot } from './ledger.ts';
import { Spool } from './spool.ts';

const MEBIBYTE = 1_024 * 1_024;
const resource = encodeResource({ attributes: {} });
const scope = encodeScope({ name: 'test' });
const before = { ...runtime };

let home: string;
let ledger: Ledger;
let failures: string[];
beforeEach(() => {
  home = temporaryHome();
  ledger = new Ledger();
  failures = [];
  runtime.onInternalError = (where) => void failures.push(where);
});
afterEach(() => {
  Object.assign(runtime, before);
  removeHome(home);
});

const open = (endpoint: string = '', bytesMax: number = MEBIBYTE) =>
  new Spool({ home, service: 'app', endpoint, bytesMax, ledger });

function record(spool: Spool, kind: RecordKind = 'span', { error = false, text = 'x' } = {}): void {
  ledger.emitted('traces');
  spool.record(kind, error, resource, scope, (into) => into.textField(5, text));
}

/** In the order in which they were written. */
function ledgersIn(spool: Spool): LedgerSnapshot[] {
  const { frames } = new SegmentFollower({ directory: spool.directory }).poll(64 * MEBIBYTE);
  return frames
    .filter(({ kind }) => kind === FrameKind.ledger)
    .map((frame) => parseJson(frame) as unknown as LedgerSnapshot);
}

describe('the manifest of a spool', () => {
  const manifestOf = (endpoint: string): unknown => {
    const spool = open(endpoint);
    spool.close();
    return JSON.parse(readFileSync(join(spool.directory, 'spool.json'), 'utf8'));
  };

  test('names the endpoint without its credentials', () => {
    expect(manifestOf('https://user:pass@otlp.example:4318/base')).toEqual({
      ...ownIdentity(),
      service: 'app',
      delivery: 'endpoint',
      endpoint: 'https://otlp.example:4318/base',
    });
  });

  test('leaves the telemetry to the studio when there is no endpoint', () => {
    expect(manifestOf('')).toEqual({ ...ownIdentity(), service: 'app', delivery: 'studio' });
  });
});

test('a spool that cannot be opened says where, and what the system said', () => {
  writeFileSync(join(home, 'spool'), 'a file in its place');
  expect(() => open()).toThrow(
    expect.objectContaining({
      code: 'DIRECTORY_UNWRITABLE',
      message: expect.stringMatching(/spool directory .*spool.app.*: E/),
      cause: expect.objectContaining({ code: 'ENOTDIR' }),
    }),
  );
});

describe('the ledger of a spool', () => {
  test('follows its last change within about a second, written once', async () => {
    const spool = open();
    record(spool);
    spool.flush();
    record(spool);
    record(spool);
    spool.flush();
    spool.flush();
    while (ledgersIn(spool).at(-1)?.emitted.traces !== 3) await sleep(50);
    expect(ledgersIn(spool).length).toBeLessThanOrEqual(2);
    record(spool);
    spool.flush();
    while (ledgersIn(spool).at(-1)?.emitted.traces !== 4) await sleep(50);
    spool.close();
  });

  test('is not written again when nothing has changed', () => {
    const spool = open();
    record(spool);
    spool.close();
    expect(ledgersIn(spool)).toHaveLength(1);
    ledger = new Ledger();
    const empty = open();
    empty.close();
    expect(ledgersIn(empty)).toEqual([]);
  });

  test('stands in the last segment of many, whatever becomes of those before', () => {
    const spool = open();
    const text = 'x'.repeat(1_000);
    for (let i = 0; i < 600; i += 1) {
      record(spool, 'span', { text });
      spool.flush();
    }
    const [first, last] = [listSegments(spool.directory).at(0), listSegments(spool.directory).at(-1)];
    expect(last?.number).toBeGreaterThan(first?.number ?? 0);
    for (const { file, number } of listSegments(spool.directory)) if (number !== last?.number) rmSync(file);
    expect(ledgersIn(spool).at(-1)?.emitted.traces).toBeGreaterThan(400);
    spool.close();
  });

  test('counts what comes after the end, by signal', () => {
    const spool = open();
    spool.close();
    for (const kind of ['span', 'log', 'metric'] as const) record(spool, kind);
    expect(ledger.snapshot().dropped).toEqual({
      traces: { write_failed: 1 },
      logs: { write_failed: 1 },
      metrics: { write_failed: 1 },
    });
    expect(failures).toEqual([]);
  });
});

describe('what is brought in', () => {
  test('is in the spool after a flush, and after the end', () => {
    const spool = open();
    spool.bringIn = () => record(spool);
    spool.flush();
    expect(readSpools(home).spans).toHaveLength(1);
    spool.close();
    expect(readSpools(home).spans).toHaveLength(2);
    expect(ledgersIn(spool).at(-1)?.emitted.traces).toBe(2);
    spool.flush();
    spool.close();
    expect(ledger.snapshot().emitted.traces).toBe(2);
  });
});

describe('a spool whose disk refuses', () => {
  const refuse = (spool: Spool) => {
    rmSync(spool.directory, { recursive: true });
    writeFileSync(spool.directory, 'a file in its place');
  };

  test('counts what was lost by signal, tells of it, and spares the application', () => {
    const spool = open('', 4_096);
    for (let i = 0; i < 2; i += 1) {
      record(spool, 'span', { text: 'x'.repeat(1_024) });
      spool.flush();
    }
    refuse(spool);
    for (const kind of ['span', 'span', 'log', 'metric'] as const) record(spool, kind);
    spool.flush();
    spool.close();
    expect(ledger.snapshot().dropped).toEqual({
      traces: { write_failed: 2 },
      logs: { write_failed: 1 },
      metrics: { write_failed: 1 },
    });
    expect(new Set(failures)).toEqual(new Set(['write spool']));
  });

  test('lets an error of the encoder pass: it is no refusal', () => {
    const spool = open();
    const encode = () => {
      throw new RangeError('too deep');
    };
    expect(() => spool.record('span', false, resource, scope, encode)).toThrow(RangeError);
    expect(failures).toEqual([]);
    spool.close();
  });

  test('is opened even where its limit cannot be judged', () => {
    const limited = open();
    limited.takenSegment = () => {
      throw new Error('EIO');
    };
    for (let i = 0; i < 400; i += 1) {
      record(limited, 'span', { text: 'x'.repeat(1_000) });
      limited.flush();
    }
    limited.close();
    expect(readSpools(home).spans).toHaveLength(400);
    expect(new Set(failures)).toEqual(new Set(['limit spool']));
  });
});

describe('a spool over its limit', () => {
  const fill = (spool: Spool, count: number, error: boolean = false) => {
    for (let i = 0; i < count; i += 1) {
      record(spool, 'span', { error, text: `${i}`.padEnd(1_000) });
      spool.flush();
    }
  };

  test('leaves what was taken, by the cursor beside it', () => {
    const spool = open();
    fill(spool, 200);
    writeCursor(spool.directory, { segment: 1_000_000, offset: 0 });
    fill(spool, 2_000);
    spool.close();
    expect(ledger.snapshot().dropped.traces).toEqual({});
    expect(readSpools(home).spans).toHaveLength(2_200);
  });

  test('keeps errors once more, at the end, and then lets them go as well', () => {
    const spool = open();
    fill(spool, 100, true);
    fill(spool, 1_200);
    expect(readSpools(home).spans.filter(({ name }) => Number(name) < 100).length).toBeGreaterThanOrEqual(
      100,
    );
    fill(spool, 3_000);
    spool.close();
    const { spans } = readSpools(home);
    expect(spans.length + (ledger.snapshot().dropped.traces.spool_full ?? 0)).toBe(4_300);
    expect(readdirSync(spool.directory).length).toBeLessThan(8);
  });
});
