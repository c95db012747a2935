/** Appends small spans to segments on this disk, flushing each one or every 64, and reads them back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { encodeResource, encodeScope, encodeSpan } from '@sonde/otlp';
import { SegmentFollower, SegmentWriter } from '@sonde/otlp/segments';

const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const resource = encodeResource({ attributes: { 'service.name': 'bench' } });
const scope = encodeScope({ name: 'bench', version: '1.0.0' });

function spanOf(number: number) {
  return {
    name: 'execute_tool search',
    kind: 0,
    spanContext: () => context,
    parentSpanContext: context,
    startTime: [1_700_000_000, number] as const,
    endTime: [1_700_000_001, number] as const,
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'sonde.layer': 'tool',
      'sonde.sequence': number,
      'sonde.cost': number * 0.25,
      'sonde.cached': number % 2 === 0,
    },
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const COUNT = 100_000;
const samples = Array.from({ length: 64 }, (_, i) => spanOf(i));

function appendAll(turnSize: number): void {
  const directory = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
  const writer = new SegmentWriter({ directory });
  const turnsUs: number[] = [];
  const cpu = process.cpuUsage();
  for (let appended = 0; appended < COUNT; ) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < turnSize; i++, appended++) {
      const span = samples[appended % 64] as (typeof samples)[number];
      writer.record('span', {}, resource, scope, (into) => encodeSpan(span, into));
    }
    writer.flush();
    turnsUs.push(Number(process.hrtime.bigint() - start) / 1000 / turnSize);
  }
  const used = process.cpuUsage(cpu);
  writer.close();
  turnsUs.sort((a, b) => a - b);
  const at = (quantile: number): string => (turnsUs[Math.floor(turnsUs.length * quantile)] ?? 0).toFixed(2);
  const cpuUs = ((used.user + used.system) / COUNT).toFixed(2);
  const start = process.hrtime.bigint();
  const follower = new SegmentFollower({ directory });
  let read = 0;
  for (let caughtUp = false; !caughtUp; ) {
    const found = follower.poll();
    read += found.frames.length;
    caughtUp = found.caughtUp;
  }
  const readUs = (Number(process.hrtime.bigint() - start) / 1000 / read).toFixed(2);
  console.log(
    `turns of ${turnSize}: append p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)} µs, CPU ${cpuUs} µs,`,
    `${Math.round(writer.bytesWritten / COUNT)} bytes a record; follow ${readUs} µs a record`,
  );
  rmSync(directory, { recursive: true });
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crcByTable(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  for (let i = start; i < end; i++) crc = (table[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function checksums(): void {
  const bytes = Buffer.alloc(20_000, 'lorem ipsum dolor');
  const nsOf = (work: () => unknown): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 20; round++) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < 2000; i++) work();
      best = Math.min(best, Number(process.hrtime.bigint() - start) / 2000);
    }
    return Math.round(best);
  };
  for (const size of [16, 64, 128, 256, 1024, 10_240]) {
    const native = nsOf(() => crc32(bytes.subarray(8, 8 + size)));
    console.log(
      `crc of ${size} bytes: zlib ${native} ns, table ${nsOf(() => crcByTable(bytes, 8, 8 + size))} ns`,
    );
  }
}

checksums();
for (const turnSize of [1, 64, 1, 64]) appendAll(turnSize);
