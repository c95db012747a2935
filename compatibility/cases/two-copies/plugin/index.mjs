// A plug-in with Sonde installed a second time, which starts it too.
import { observe, register } from '@sonde/sdk';

export const sonde = register();
export const copy = register;
export const ours = observe.tool(
  async (input) => {
    if (input === 'bad') throw new Error('boom');
    return input;
  },
  { name: 'ours' },
);
