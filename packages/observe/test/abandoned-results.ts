/** A program that makes generators, streams and queries and lets go of them; run with `--expose-gc`. Prints the spans that ended. */
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { observe } from '../src/index.ts';
import { observedProcess } from './observed-process.ts';

const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error('run this with --expose-gc');

const { spans, latency, failures } = observedProcess();
const produce = async function* (label: string) {
  yield `${label} 1`;
  yield `${label} 2`;
};
const untouched = observe.tool(produce, { name: 'untouched' });
const begun = observe.tool(produce, { name: 'begun' });
const unread = observe.tool(() => new ReadableStream({ pull: (c) => c.enqueue('x') }), { name: 'unread' });
const piped = observe.tool(() => Readable.from(['x']), { name: 'piped' });
const query = observe.tool(() => new Query(), { name: 'query' });
const iterable = observe.tool(() => ({ [Symbol.asyncIterator]: () => produce('e') }), { name: 'iterable' });
const held = observe.tool(produce, { name: 'held' });
const finished = observe.tool(produce, { name: 'finished' });

/** Runs when somebody waits for it. */
class Query {
  // oxlint-disable-next-line unicorn/no-thenable -- that is what is observed
  then<T>(onValue: (row: string) => T): Promise<T> {
    return Promise.resolve('row').then(onValue);
  }
}

async function letGo(): Promise<void> {
  untouched('a');
  unread();
  piped();
  query();
  iterable();
  await begun('b').next();
  for await (const _ of finished('c'));
}

await letGo();
const kept = held('d');
for (let round = 0; round < 100 && spans().length < 7; round += 1) {
  await wait(20);
  collect();
}
const seen = spans().map(({ name, attributes }) => ({
  name,
  chunks: attributes['sonde.stream.chunks'],
  endedBy: attributes['sonde.stream.ended_by'],
}));
await kept.return(undefined);
const watched = latency.snapshot().map(({ key }) => key);
console.log(JSON.stringify({ seen, watched, failures: failures.length }));
