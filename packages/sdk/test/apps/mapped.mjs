// Fails in a module that was compiled: `TIMES` in an operation, with time between, then, if `END` says so, outside of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { observe } from '@sonde/observe';

const { lookUp } = await import(process.env.MODULE);
const fail = observe.tool(async (name) => lookUp(name), { name: 'fail' });
for (let i = 0; i < Number(process.env.TIMES ?? 20); i += 1) {
  await fail('Atlantis').catch(
    (error) => i === 0 && console.log(error.stack.split('\n').slice(0, 3).join('\n')),
  );
  await sleep(100);
}
if (process.env.END === 'throw') setTimeout(() => lookUp('Mu'), 1);
