/**
 * The receiver of all subjects, a process of its own: counts what arrives, run by run.
 *
 * `POST /<run>/v1/<signal>` takes OTLP, `GET /<run>` says what came. It answers as soon as a body is read and looks
 * into it afterwards, so that no subject waits for the counting.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { FAILURE_MARK, INPUT_MARK, STACK_MARK } from './marks.ts';
import type { SinkCounts } from './sink-process.ts';
import { spanIdsOfJson, spanIdsOfProtobuf } from './span-ids.ts';

interface Run {
  readonly spanIds: Set<string>;
  readonly failures: Set<string>;
  readonly inputs: Set<string>;
  stacks: number;
  requests: number;
  wireBytes: number;
  /** Bodies that could not be read. */
  unreadable: number;
}

const runs = new Map<string, Run>();
const MARK_DIGITS = 8;

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [name = '', , signal] = (request.url ?? '').split('/').slice(1);
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
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(wire) : wire;
    if (signal === 'traces') {
      const isJson = request.headers['content-type']?.includes('json') === true;
      for (const id of isJson ? spanIdsOfJson(body) : spanIdsOfProtobuf(body)) run.spanIds.add(id);
    }
    if (signal !== 'metrics') findMarks(run, body);
  } catch {
    run.unreadable += 1;
  }
}

function findMarks(run: Run, body: Buffer): void {
  eachMark(body, FAILURE_MARK, (digits) => run.failures.add(digits));
  eachMark(body, INPUT_MARK, (digits) => run.inputs.add(digits));
  eachMark(body, STACK_MARK, () => (run.stacks += 1));
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
    unreadable: 0,
  };
  runs.set(name, run);
  return run;
}

function countsOf(run: Run): SinkCounts {
  const { spanIds, failures, inputs, stacks, requests, wireBytes, unreadable } = run;
  return {
    spans: spanIds.size,
    failures: failures.size,
    inputs: inputs.size,
    stacks,
    requests,
    wireBytes,
    unreadable,
  };
}
