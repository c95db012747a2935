import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ByteWriter, decodeRecord, type SpanRecord } from '@sonde/otlp';
import type { WritableSpan } from './held-spans.ts';
import { Ledger } from './spool/ledger.ts';
import { type RecordSink, TelemetryWriter } from './telemetry-writer.ts';
import type { WriteGrouping } from './write-schedule.ts';

const resource = { attributes: {} };
const instrumentationScope = { name: 'test' };

function spanOf(name: string, attributes: object = {}, code: number = 0): WritableSpan {
  return {
    name,
    kind: 0,
    spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }),
    startTime: [1, 0],
    endTime: [2, 0],
    status: { code },
    attributes,
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    resource,
    instrumentationScope,
  };
}

/** Keeps what it is given, as a spool would. */
class Records implements RecordSink {
  readonly spans: SpanRecord[] = [];
  flushes = 0;
  bringIn = (): void => {};
  record(...[, , , , encode]: Parameters<RecordSink['record']>): void {
    const bytes = new ByteWriter();
    encode(bytes);
    this.spans.push(decodeRecord('traces', bytes.view()));
  }
  flush(): void {
    this.bringIn();
    this.flushes += 1;
  }
}

function start(grouping?: WriteGrouping) {
  const sink = new Records();
  const ledger = new Ledger();
  const writer = new TelemetryWriter(sink, ledger, (text) => text.replace('secret', '***'), grouping);
  return { sink, ledger, writer, names: () => sink.spans.map(({ name }) => name) };
}

const inTurn = (count: number) => Array.from({ length: count }, (_, i) => `span ${i}`);

describe('spans', () => {
  test('are encoded together at the end of the turn, in the order in which they ended', async () => {
    const { writer, names, sink } = start();
    for (const name of inTurn(3)) writer.span(spanOf(name));
    expect(names()).toEqual([]);
    await turn();
    expect(names()).toEqual(inTurn(3));
    expect(sink.flushes).toBe(1);
  });

  test('are all there once somebody flushes, however many', () => {
    const { writer, names, ledger } = start({ windowMs: 60_000 });
    for (const name of inTurn(2_000)) writer.span(spanOf(name));
    writer.flush();
    expect(names()).toEqual(inTurn(2_000));
    expect(ledger.written()).toEqual(ledger.snapshot());
  });

  test('count as emitted when they end, and beside the records of a file once they are in it', async () => {
    const { writer, ledger } = start();
    writer.span(spanOf('held'));
    expect(ledger.snapshot().emitted.traces).toBe(1);
    expect(ledger.written().emitted.traces).toBe(0);
    const { revision } = ledger;
    await turn();
    expect(ledger.written().emitted.traces).toBe(1);
    expect(ledger.revision).toBeGreaterThan(revision);
  });

  test('are not held by the thousand, nor with much content', () => {
    const { writer, names } = start({ windowMs: 60_000 });
    for (const name of inTurn(600)) writer.span(spanOf(name));
    expect(600 - names().length).toBeLessThan(512);
    const heavy = start({ windowMs: 60_000 });
    heavy.writer.span(spanOf('heavy'), 2_000_000);
    expect(heavy.names()).toEqual(['heavy']);
  });

  test('are encoded at their end where nothing is held', () => {
    const { writer, names } = start({ holds: false });
    writer.span(spanOf('at once'));
    expect(names()).toEqual(['at once']);
  });

  test('are redacted, their names as well', async () => {
    const { writer, sink } = start();
    writer.span(spanOf('a secret name', { text: 'a secret text' }));
    await turn();
    expect(sink.spans).toMatchObject([{ name: 'a *** name', attributes: { text: 'a *** text' } }]);
  });

  test('are cut where one value would hold up the loop', async () => {
    const { writer, sink } = start();
    writer.span(spanOf('long', { text: 'x'.repeat(10_000_000) }));
    await turn();
    const text = String(sink.spans[0]?.attributes['text']);
    expect(text.length).toBeLessThan(300_000);
    expect(text).toContain('…[truncated');
  });

  test('that end while another one is encoded are written too; an endless chain is cut and counted', () => {
    const { writer, names, ledger } = start({ windowMs: 60_000 });
    const chained = (name: string, more: number): WritableSpan =>
      spanOf(name, {
        get chain() {
          if (more > 0) writer.span(chained(`${name}+`, more - 1));
          return 1;
        },
      });
    writer.span(chained('a', 2));
    writer.flush();
    expect(names()).toEqual(['a', 'a+', 'a++']);
    writer.span(chained('b', Number.POSITIVE_INFINITY));
    writer.flush();
    const { emitted, dropped } = ledger.snapshot();
    expect(emitted.traces).toBe(names().length + (dropped.traces.encode_failed ?? 0));
    expect(dropped.traces.encode_failed).toBe(1);
  });
});

test('a failure of the way out reaches nobody who does not wait for it', async () => {
  const { sink, writer } = start();
  sink.flush = () => {
    throw new TypeError('a mistake of ours');
  };
  writer.span(spanOf('one'));
  await turn();
  await turn();
  expect(() => writer.flush()).toThrow('a mistake of ours');
});
