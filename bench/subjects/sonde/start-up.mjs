/** Starts Sonde as an ES module does. */
import { observe, register } from '@sonde/sdk';

const sonde = register({
  service: 'bench',
  endpoint: process.env.BENCH_ENDPOINT,
  home: process.env.BENCH_HOME,
  instrumentations: 'none',
});
export const call = observe.tool(async (input) => input, { name: 'weather' });
export const flush = () => sonde.flush(10_000);
