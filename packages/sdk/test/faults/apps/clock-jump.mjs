// Observed calls; in the middle of every tenth the wall clock jumps by JUMP_MS, there and back in turn.
import { setTimeout as sleep } from 'node:timers/promises';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

const jumpMs = Number(process.env.JUMP_MS);
let spanId;
const work = observe.tool(
  async (n) => {
    spanId = openSpanId();
    await sleep(1);
    if (n % 10 === 5) globalThis.jumpClock(n % 20 === 5 ? jumpMs : -jumpMs);
    await sleep(1);
  },
  { name: 'work' },
);
for (let n = 0; n < 200; n += 1) {
  beginTurn();
  await work(n);
  ended(spanId);
}
globalThis.jumpClock(jumpMs);
console.log('made 200');
if (process.env.STAY) setInterval(() => {}, 1_000);
