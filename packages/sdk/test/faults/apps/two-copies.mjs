// A program that loads its own copy of the SDK besides the one that is preloaded, and calls through both.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

const copy = await import(pathToFileURL(join(process.env.COPY, 'sdk/src/index.ts')));
if (copy.observe === observe) throw new Error('not a copy');
if (process.env.JOURNAL) copy.register();
let spanId;
const first = observe.tool(() => void (spanId = openSpanId()), { name: 'first' });
const second = copy.observe.tool(() => void (spanId = openSpanId()), { name: 'second' });
beginTurn();
for (let n = 0; n < 10; n += 1)
  for (const call of [first, second]) {
    call(n);
    ended(spanId);
  }
console.log('made 20');
