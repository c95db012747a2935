// The application that is bundled, dependencies included.
import { observe, register } from '@sonde/sdk';

const sonde = register();
const ours = observe.tool(
  async (input) => {
    if (input === 'bad') throw new Error('boom');
    return input;
  },
  { name: 'ours' },
);
const agent = observe.agent(
  async () => {
    await ours('good');
    await ours('bad').catch(() => {});
  },
  { name: 'agent' },
);
void agent()
  .then(() => sonde.flush(5_000))
  .then(() => console.log(JSON.stringify({ internalErrors: sonde.internalErrors() })));
