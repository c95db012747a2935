/** The ways an endpoint can misbehave. */
import type { Socket } from 'node:net';
import type { Behaviour } from './hostile-endpoint.ts';

/** Reads the request and never answers. */
export const hang: Behaviour = ({ read }) => read();

/** Does not even read. */
export const neverRead: Behaviour = ({ request }) => request.pause();

/** An answer of one byte a tenth of a second, for ever. */
export const drip: Behaviour = async ({ read, response }) => {
  await read();
  response.writeHead(200, { 'content-length': 1_000_000 });
  const timer = setInterval(() => response.write('x'), 100);
  response.on('close', () => clearInterval(timer));
};

/** Bytes that are no HTTP. */
export const garbage: Behaviour = async ({ read, response }) => {
  await read();
  socketOf(response).end(Buffer.from([0, 255, 13, 10, 72, 84, 84, 80, 47, 57, 13, 10, 13, 10]));
};

/** A valid status and a body that is no OTLP answer. */
export const garbledBody: Behaviour = async ({ read, take, response }) => {
  await read();
  take();
  response.writeHead(200).end(Buffer.alloc(500, 0xff));
};

/** Resets the connection before the answer; nothing was taken. */
export const reset: Behaviour = async ({ read, response }) => {
  await read();
  socketOf(response).resetAndDestroy();
};

/** Takes the request, then resets the connection: the client cannot know. */
export const takeAndReset: Behaviour = async ({ read, take, response }) => {
  await read();
  take();
  socketOf(response).resetAndDestroy();
};

/** Says that it will send no more, without an answer, and goes on listening. */
export const halfClose: Behaviour = async ({ read, response }) => {
  await read();
  socketOf(response).end();
};

/** Takes the request and answers without end, as fast as the client reads. */
export const endless: Behaviour = async ({ read, take, response }) => {
  await read();
  take();
  response.writeHead(200);
  const chunk = Buffer.alloc(65_536, 'x');
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
};

/** Takes the request and answers with so many bytes. */
export const longAnswer =
  (sizeBytes: number): Behaviour =>
  async ({ read, take, response }) => {
    await read();
    take();
    response.writeHead(200, { 'content-length': sizeBytes }).end(Buffer.alloc(sizeBytes, 'x'));
  };

/** Answers with a status. */
export const answer =
  (status: number, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  async ({ read, response }) => {
    await read();
    response.writeHead(status, { ...headers }).end();
  };

/** Behaves one way so many times, then another. */
export function first(times: number, then: Behaviour, afterwards: Behaviour): Behaviour {
  let count = 0;
  return (exchange) => {
    count += 1;
    return count <= times ? then(exchange) : afterwards(exchange);
  };
}

function socketOf(response: { readonly socket: Socket | null }): Socket {
  if (response.socket === null) throw new Error('the connection is gone');
  return response.socket;
}
