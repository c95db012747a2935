// Observed calls in turns, with a journal. CALLS or SECONDS, RATE a second (0: as fast as it goes), PER_TURN at a time,
// PAYLOAD bytes of input, every FAIL_EVERY-th call fails; then it ends the way END says.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const calls = number('CALLS', Number.POSITIVE_INFINITY);
const seconds = number('SECONDS', Number.POSITIVE_INFINITY);
const rate = number('RATE', 0);
const perTurn = number('PER_TURN', 10);
const failEvery = number('FAIL_EVERY', 0);
const payload = 'x'.repeat(number('PAYLOAD', 10));
let spanId;
const work = observe.tool(
  ({ n }) => {
    spanId = openSpanId();
    if (failEvery > 0 && n % failEvery === 0) throw new RangeError(`call ${n} fails by design`);
    return { n };
  },
  { name: 'work' },
);
let made = 0;
const startedMs = performance.now();

function call() {
  made += 1;
  let isError = false;
  try {
    work({ n: made, payload });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    isError = true;
  }
  ended(spanId, isError);
}

while (made < calls && performance.now() - startedMs < seconds * 1_000) {
  beginTurn();
  for (let i = 0; i < perTurn && made < calls; i += 1) call();
  if (made === perTurn) console.log('began');
  if (rate > 0) await sleep((perTurn / rate) * 1_000);
  else await nextTurn();
}
console.log(`made ${Number.isFinite(calls) ? made : 'some'}`);

const grow = () => {
  const held = [];
  for (;;) held.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
};
const ends = {
  return: () => {},
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('uncaught by design');
  },
  reject: () => void Promise.reject(new Error('rejected by design')),
  abort: () => process.abort(),
  memory: grow,
  wait: () => {
    setInterval(() => {}, 1_000);
    console.log('ready');
  },
  handle: () => {
    const alive = setInterval(() => {}, 1_000);
    process.once('SIGTERM', () => {
      console.log('closed by the host');
      clearInterval(alive);
    });
    console.log('ready');
  },
};
ends[process.env.END ?? 'return']();
