// The application: Sonde is installed here, and again below the plug-in.
import { createRequire } from 'node:module';
import { observe, register } from '@sonde/sdk';
import * as plugin from './plugin/index.mjs';

const sonde = register();
if (plugin.copy === register) throw new Error('There is only one copy.');
const third = createRequire(import.meta.url)('@sonde/sdk');
const failing = third.observe.tool(async () => Promise.reject(new Error('boom')), { name: 'ours' });
const agent = observe.agent(
  async () => {
    await plugin.ours('good');
    await failing('bad').catch(() => {});
  },
  { name: 'agent' },
);
await agent();
await sonde.flush(5_000);
console.log(JSON.stringify({ isOne: plugin.sonde === sonde, internalErrors: sonde.internalErrors() }));
