// A program with much of little interest: 10 quiet runs of 20 look-ups each, one of which fails, and 50 pings.
import { observe, registered } from '@sonde/sdk';

const lookup = observe.tool((index) => index, { name: 'lookup' });
const nested = observe.tool((index) => lookup(index), { name: 'nested' });
const ping = observe.tool(() => 'pong', { name: 'ping' });
const run = observe.agent(
  (failing) => {
    for (let index = 0; index < 20; index += 1) lookup(index);
    nested(1);
    if (failing) throw new RangeError('no such place');
  },
  { name: 'atlas' },
);
for (let index = 0; index < 10; index += 1) {
  try {
    run(index === 5);
  } catch {
    // It is reported.
  }
}
for (let index = 0; index < 50; index += 1) ping();
await registered().flush();
console.log(JSON.stringify(registered().ledger()));
