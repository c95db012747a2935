// Fails outside of every `await`, in work that an operation left behind, the way `HOW` says.
import vm from 'node:vm';
import { observe, withContext } from '@sonde/observe';

const revoked = Proxy.revocable(new Error('gone'), {});
revoked.revoke();
const things = {
  error: () => new TypeError('left behind'),
  text: () => 'just a text',
  symbol: () => Symbol('odd'),
  nothing: () => undefined,
  object: () => ({ reason: 'odd' }),
  foreign: () => vm.runInNewContext('new RangeError("of another realm")'),
  frozen: () => Object.freeze(new Error('frozen')),
  revoked: () => revoked.proxy,
};
const thing = things[process.env.THING ?? 'error']();

const fail = observe.tool(
  async () => {
    throw thing;
  },
  { name: 'fail' },
);
const read = observe.tool(async (name) => name.length, { name: 'read' });
const ways = {
  timer: () =>
    setTimeout(() => {
      throw thing;
    }, 1),
  rejection: () => void Promise.reject(thing),
  operation: () => void fail(),
};
if (process.env.HOST === 'listens') process.on('unhandledRejection', () => console.log('host saw it'));
if (process.env.HOST === 'once') process.once('unhandledRejection', () => console.log('host saw it'));
if (process.env.HOST === 'catches') process.on('uncaughtException', () => console.log('host saw it'));

const job = observe.agent(
  async (input) => {
    await read(input);
    setTimeout(() => {}, 20);
    ways[process.env.HOW ?? 'timer']();
    await new Promise((resolve) => setTimeout(resolve, 10));
    return input;
  },
  { name: 'job' },
);
await withContext({ sessionId: 's-1' }, () => job('input of the job'));
console.log('end reached');
