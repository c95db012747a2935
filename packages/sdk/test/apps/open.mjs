// Has an agent and the tool it waits for open for `OPEN_MS`, then ends the way `END` says.
import { trace } from '@opentelemetry/api';
import { observe } from '@sonde/observe';

const openMs = Number(process.env.OPEN_MS ?? 10);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quick = observe.tool(async () => sleep(Number(process.env.QUICK_MS ?? 1)), { name: 'quick' });
const hang = observe.tool(async (_) => sleep(60_000), { name: 'hang' });
const agent = observe.agent(
  async (input) => {
    await quick();
    return hang(input);
  },
  { name: 'agent' },
);
const ends = {
  exit: () => process.exit(4),
  return: () => {},
  throw: () => {
    throw new Error('uncaught by design');
  },
  sigterm: () => process.kill(process.pid, 'SIGTERM'),
  sigkill: () => process.kill(process.pid, 'SIGKILL'),
};

trace.getTracer('app').startSpan('by hand');
if (process.env.END === 'return') {
  // A promise that nothing resolves keeps no process alive.
  void observe.agent(() => new Promise(() => {}), { name: 'agent' })('input');
} else {
  void agent('input');
  await sleep(openMs);
}
console.log('open');
ends[process.env.END]();
await sleep(END_MS());
function END_MS() {
  return process.env.END === 'return' ? 0 : 5_000;
}
