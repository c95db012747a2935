import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { RetainingExporter } from './retaining-exporter.ts';

let server: Server;
let answers: number[];
let open = 0;
let openMost = 0;
const outcomes: string[] = [];
beforeEach(async () => {
  answers = [];
  outcomes.length = 0;
  openMost = 0;
  server = createServer((request, response) => {
    open += 1;
    openMost = Math.max(openMost, open);
    request.resume().on('end', () =>
      setTimeout(() => {
        open -= 1;
        response.writeHead(answers.shift() ?? 200).end();
      }, 20),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const exporter = () => {
  const { port } = server.address() as AddressInfo;
  const inner = new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` });
  return new RetainingExporter(inner, (spans, outcome) => void outcomes.push(`${spans.length} ${outcome}`));
};
const spans = (count: number): ReadableSpan[] => {
  const kept = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: kept })] });
  for (let i = 0; i < count; i += 1) provider.getTracer('t').startSpan('call').end();
  return kept.getFinishedSpans();
};

test('takes a batch at once and sends several at a time', async () => {
  const retaining = exporter();
  const results: number[] = [];
  for (let i = 0; i < 8; i += 1) retaining.export(spans(2), ({ code }) => void results.push(code));
  expect(results).toEqual(Array.from({ length: 8 }, () => ExportResultCode.SUCCESS));
  await retaining.drain(60_000);
  expect(outcomes).toEqual(Array.from({ length: 8 }, () => '2 delivered'));
  expect(openMost).toBe(4);
  await retaining.shutdown();
});

test('keeps what is refused for an address or credentials that people can mend', async () => {
  answers = [401];
  const retaining = exporter();
  retaining.export(spans(3), () => {});
  await retaining.drain(200);
  expect(outcomes).toEqual([]);
  expect(retaining.isEmpty).toBe(false);
  await retaining.forceFlush();
  await retaining.drain(60_000);
  expect(outcomes).toEqual(['3 delivered']);
  await retaining.shutdown();
});

test('gives up what is refused for good, and halves what is too large until a span alone is', async () => {
  answers = [400, 413, 413, 413];
  const retaining = exporter();
  retaining.export(spans(1), () => {});
  await retaining.drain(60_000);
  retaining.export(spans(3), () => {});
  await retaining.drain(60_000);
  expect(outcomes).toEqual(['1 refused', '1 too_large', '1 delivered', '1 delivered']);
  await retaining.shutdown();
});

test('keeps a batch that its exporter throws at', async () => {
  let thrown = 0;
  const inner = {
    export: (_: ReadableSpan[], done: (result: { code: number }) => void) => {
      if ((thrown += 1) === 1) throw new Error('a bug');
      done({ code: ExportResultCode.SUCCESS });
    },
    shutdown: async () => {},
  };
  const retaining = new RetainingExporter(
    inner,
    (some, outcome) => void outcomes.push(`${some.length} ${outcome}`),
  );
  retaining.export(spans(2), () => {});
  expect(outcomes).toEqual([]);
  await retaining.drain(60_000);
  expect(outcomes).toEqual(['2 delivered']);
});
