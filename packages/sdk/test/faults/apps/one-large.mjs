// Small calls, and one in the middle whose input does not compress.
import { randomBytes } from 'node:crypto';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

const calls = Number(process.env.CALLS);
let spanId;
const work = observe.tool(() => void (spanId = openSpanId()), { name: 'work' });
beginTurn();
for (let n = 0; n < calls; n += 1) {
  work({ n, text: n === calls >> 1 ? words(6_000) : 'small' });
  ended(spanId);
}
console.log(`made ${calls}`);

function words(count) {
  return Array.from({ length: count }, () => randomBytes(2).toString('hex')).join(' ');
}
