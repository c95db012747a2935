// A serverless function: ten calls an invocation, a flush, then it waits for SIGUSR2, the next invocation.
import { observe, registered } from '@sonde/sdk';
import { beginTurn, ended, openSpanId } from './journal.mjs';

let spanId;
const work = observe.tool(() => void (spanId = openSpanId()), { name: 'work' });
const alive = setInterval(() => {}, 1_000);
for (let invocation = 1; invocation <= Number(process.env.INVOCATIONS); invocation += 1) {
  const next = new Promise((resolve) => process.once('SIGUSR2', resolve));
  beginTurn();
  for (let n = 0; n < 10; n += 1) {
    work(n);
    ended(spanId);
  }
  console.log(`invoked ${invocation}`);
  await registered()?.flush();
  console.log(`flushed ${invocation}`);
  await next;
}
clearInterval(alive);
