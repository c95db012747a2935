// Observed calls while every file descriptor is taken, long enough for several segments and requests.
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

const calls = Number(process.env.CALLS);
let spanId;
const work = observe.tool(() => void (spanId = openSpanId()), { name: 'work' });

async function callAll(count) {
  for (let n = 0; n < count; n += 1) {
    if (n % 20 === 0) await sleep(5);
    beginTurn();
    work({ n, text: 'x'.repeat(500) });
    ended(spanId);
  }
}

await callAll(20);
const held = [];
try {
  for (;;) held.push(openSync('/dev/null'));
} catch (error) {
  if (error.code !== 'EMFILE') throw error;
}
console.log('no more files');
await callAll(calls);
for (const fd of held) closeSync(fd);
console.log('files again');
await callAll(20);
