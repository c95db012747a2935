// A program that knows nothing of Sonde but `observe`: does `CALLS` tool calls, then ends the way `END` says.
import { observe } from '@sonde/observe';

const calls = Number(process.env.CALLS ?? 10);
const lookup = observe.tool(async (place) => ({ place, area: place.length }), { name: 'lookup' });
const fail = observe.tool(
  async (place) => {
    throw new TypeError(`no such place: ${place}`);
  },
  { name: 'fail' },
);

for (let i = 0; i < calls; i += 1) await lookup(`place ${i}`);
console.log('work done');

const ends = {
  return: () => {},
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('uncaught by design');
  },
  reject: () => void fail('Atlantis'),
  sigterm: () => {
    setInterval(() => {}, 1_000);
    process.kill(process.pid, 'SIGTERM');
  },
  sigkill: () => {
    // One turn of the loop later: what ended before this turn is written.
    setImmediate(() => setImmediate(() => process.kill(process.pid, 'SIGKILL')));
  },
  wait: () => process.stdin.on('data', () => process.exit(0)),
};
ends[process.env.END ?? 'return']();
