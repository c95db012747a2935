// Some observed calls, for the programs of this folder that are made of several processes or threads.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

let spanId;
const work = observe.tool(() => void (spanId = openSpanId()), { name: 'work' });

/** Ten calls a turn. */
export async function callAll(count) {
  for (let n = 0; n < count; n += 1) {
    if (n % 10 === 0) {
      await nextTurn();
      beginTurn();
    }
    work(n);
    ended(spanId);
  }
}
