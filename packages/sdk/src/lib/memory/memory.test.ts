import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { doors, removeHome, runApp, runNode, temporaryHome } from '../../../test/run-app.ts';
import { Ledger } from '../spool/ledger.ts';
import { SpanCopies } from './redacted-span.ts';
import { StockSpans, stockExporter } from './stock-spans.ts';

let home: string;
let receiver: OtlpReceiver;
beforeEach(async () => {
  home = temporaryHome();
  receiver = new OtlpReceiver();
  await receiver.start();
});
afterEach(async () => {
  await receiver.stop();
  removeHome(home);
});

const settings = () => ({
  SONDE_HOME: home,
  SONDE_DURABILITY: 'memory',
  SONDE_ENDPOINT: receiver.endpoint,
  SONDE_DRAIN_MS: '60000',
});

describe('durability memory', () => {
  test('a burst of 50,000 reaches the endpoint whole, and no file is written', async () => {
    const environment = { ...settings(), CALLS: '50000', FAILING: '5', SONDE_LATENCY: 'false' };
    const ended = await runApp('burst.mjs', environment);
    expect(ended).toEqual({ code: 0, signal: null, stdout: '50000\n', stderr: '' });
    expect(receiver.accepted).toMatchObject({ traces: 50_005, logs: 5 });
    expect(readdirSync(home)).toEqual([]);
  });

  test.each(doors)('no secret reaches the wire, metrics and logs travel as well: %s', async (door) => {
    receiver.keptText = '';
    expect((await runApp('secrets.mjs', settings(), { door })).code).toBe(0);
    expect(receiver.accepted.metrics).toBeGreaterThan(0);
    expect(receiver.accepted.logs).toBeGreaterThan(0);
    expect(receiver.spanNames).toContain('GET /?token=[REDACTED:secret]');
    expect(receiver.keptText).not.toContain('Zq8Zq8');
    expect(receiver.keptText).not.toContain('hunter2');
    expect(readdirSync(home)).toEqual([]);
  });

  test('where files are forbidden, it is the way, and one warning says so', async () => {
    const permission = ['--permission', '--allow-fs-read=*', '--no-warnings'];
    const { SONDE_DURABILITY: _, ...automatic } = settings();
    const ended = await runNode([...permission, 'test/apps/work.mjs'], { ...automatic, CALLS: '20' });
    expect(ended).toMatchObject({ code: 0, stdout: 'work done\n' });
    expect(receiver.accepted.traces).toBe(20);
  });

  test('without the stock exporter spans go the way of logs and metrics', async () => {
    const environment = { SONDE_HOME: home, SONDE_ENDPOINT: receiver.endpoint };
    const ended = await runApp('memory-bare.mjs', environment, { preload: false });
    expect(ended.stdout).toContain('{"traces":1000,"logs":0,');
    expect(ended.stderr.match(/STOCK_EXPORTER_MISSING/g)).toHaveLength(1);
    expect(receiver.accepted.traces).toBe(1_000);
  });

  test('without an endpoint it says that telemetry goes nowhere', async () => {
    const { code, stderr } = await runApp('work.mjs', { SONDE_HOME: home, SONDE_DURABILITY: 'memory' });
    expect(code).toBe(0);
    expect(stderr).toContain('MEMORY_WITHOUT_ENDPOINT');
  });
});

describe('spans on the stock way', () => {
  const spansTo = (endpoint: string, ledger: Ledger, timeoutMs: number = 10_000) => {
    const exporter = stockExporter({ endpoint, headers: {}, timeoutMs });
    if (exporter === undefined) throw new Error('not installed');
    return new StockSpans(exporter, ledger);
  };
  const put = (spans: StockSpans, count: number, attributes: Record<string, string> = {}) => {
    const provider = new TracerProvider({
      sampler: new AlwaysOnSampler(),
      spanProcessors: [
        {
          onStart: () => {},
          onEnd: (span) => spans.add(span, new SpanCopies(undefined)),
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });
    for (let i = 0; i < count; i += 1) provider.getTracer('t').startSpan('call', { attributes }).end();
  };

  test('leave by the exporter that the application has installed', () => {
    const exporter = stockExporter({ endpoint: receiver.endpoint, headers: {}, timeoutMs: 1_000 });
    expect(exporter?.constructor.name).toBe(OTLPTraceExporter.name);
  });

  test('wait while the endpoint is away, and are all there in the end', async () => {
    const ledger = new Ledger();
    const spans = spansTo(receiver.endpoint, ledger, 2_000);
    await receiver.stop();
    put(spans, 3_000);
    await spans.drain(1_000);
    expect(ledger.snapshot().delivered.traces).toBe(0);
    await receiver.start();
    await spans.drain(60_000);
    spans.close();
    // At least once: an answer may come too late.
    expect(receiver.accepted.traces).toBeGreaterThanOrEqual(3_000);
    expect(ledger.snapshot()).toMatchObject({
      emitted: { traces: 3_000 },
      delivered: { traces: 3_000 },
      dropped: { traces: {} },
    });
  });

  test('are sent in halves when a batch is too large, and counted when one alone is', async () => {
    const ledger = new Ledger();
    const spans = spansTo(receiver.endpoint, ledger);
    receiver.answer = (count) => (count > 100 ? { status: 413 } : undefined);
    put(spans, 600);
    await spans.drain(60_000);
    receiver.answer = () => ({ status: 413 });
    put(spans, 1);
    await spans.drain(60_000);
    receiver.answer = () => ({ status: 400 });
    put(spans, 2);
    await spans.drain(60_000);
    spans.close();
    expect(receiver.accepted.traces).toBe(600);
    expect(ledger.snapshot()).toMatchObject({
      delivered: { traces: 600 },
      dropped: { traces: { too_large: 1, refused: 2 } },
    });
  });

  test('are bounded by bytes, and every drop is counted', async () => {
    const ledger = new Ledger();
    const hangs = { export: () => {}, shutdown: async () => {} };
    const spans = new StockSpans(hangs, ledger);
    put(spans, 200, { text: 'x'.repeat(1_000_000) });
    const { emitted, dropped } = ledger.snapshot();
    expect(emitted.traces).toBe(200);
    expect(dropped.traces.spool_full).toBeGreaterThan(50);
    expect(dropped.traces.spool_full).toBeLessThan(100);
    spans.close();
  });
});
