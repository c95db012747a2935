/**
 * The receiver of all subjects, a process of its own: counts what arrives, run by run.
 *
 * `POST /<run>/…/<signal>` takes OTLP, and envelopes of Sentry; `GET /<run>` says what came. It answers as soon as a body is read and looks
 * into it afterwards, so that no subject waits for the counting.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { FAILURE_MARK, INPUT_MARK, STACK_MARKS } from './marks.ts';
import type { SinkCounts } from './sink-process.ts';
import { spanIdsOfEnvelope, spanIdsOfJson, spanIdsOfProtobuf } from './span-ids.ts';

interface Run {
  readonly spanIds: Set<string>;
  readonly failures: Set<string>;
  readonly inputs: Set<string>;
  stacks: number;
  requests: number;
  wireBytes: number;
  traceBodyBytes: number;
  largeBodies: number;
  largeCompressed: number;
  /** Bodies that could not be read. */
  unreadable: number;
}

const runs = new Map<string, Run>();
const MARK_DIGITS = 8;
/** From here on a body is meant to be compressed. */
const LARGE_BYTES = 1_024;

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [name = '', ...path] = (request.url ?? '').split('?')[0]?.split('/').filter(Boolean) ?? [];
  const signal = path.at(-1);
  const run = runOf(name);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(countsOf(run)));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  response.setHeader('content-type', request.headers['content-type'] ?? 'application/x-protobuf');
  response.end(request.headers['content-type'] === 'application/json' ? '{}' : '');
  take(run, signal, request, Buffer.concat(chunks));
}

function take(run: Run, signal: string | undefined, request: IncomingMessage, wire: Buffer): void {
  run.requests += 1;
  run.wireBytes += wire.length;
  try {
    const isCompressed = request.headers['content-encoding'] === 'gzip';
    const body = isCompressed ? gunzipSync(wire) : wire;
    if (body.length > LARGE_BYTES) {
      run.largeBodies += 1;
      if (isCompressed) run.largeCompressed += 1;
    }
    const ids = spanIdsOf(signal, request, body);
    if (ids.length > 0) run.traceBodyBytes += body.length;
    for (const id of ids) run.spanIds.add(id);
    if (signal !== 'metrics') findMarks(run, body);
  } catch {
    run.unreadable += 1;
  }
}

function spanIdsOf(signal: string | undefined, request: IncomingMessage, body: Buffer): string[] {
  if (signal === 'envelope') return spanIdsOfEnvelope(body);
  if (signal !== 'traces') return [];
  const isJson = request.headers['content-type']?.includes('json') === true;
  return isJson ? spanIdsOfJson(body) : spanIdsOfProtobuf(body);
}

function findMarks(run: Run, body: Buffer): void {
  eachMark(body, FAILURE_MARK, (digits) => run.failures.add(digits));
  eachMark(body, INPUT_MARK, (digits) => run.inputs.add(digits));
  for (const mark of STACK_MARKS) eachMark(body, mark, () => (run.stacks += 1));
}

function eachMark(body: Buffer, mark: string, take: (digits: string) => void): void {
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    take(body.toString('latin1', at + mark.length, at + mark.length + MARK_DIGITS));
  }
}

function runOf(name: string): Run {
  const run = runs.get(name) ?? {
    spanIds: new Set(),
    failures: new Set(),
    inputs: new Set(),
    stacks: 0,
    requests: 0,
    wireBytes: 0,
    traceBodyBytes: 0,
    largeBodies: 0,
    largeCompressed: 0,
    unreadable: 0,
  };
  runs.set(name, run);
  return run;
}

function countsOf({ spanIds, failures, inputs, ...counted }: Run): SinkCounts {
  return { ...counted, spans: spanIds.size, failures: failures.size, inputs: inputs.size };
}
