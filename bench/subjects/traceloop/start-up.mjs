/** Starts Traceloop with its instrumentations off; ES module. */
import { forceFlush, initialize, withTool } from '@traceloop/node-server-sdk';

initialize({
  appName: 'bench',
  baseUrl: process.env.BENCH_ENDPOINT,
  apiKey: 'bench',
  instrumentModules: {},
  traceloopSyncEnabled: false,
  silenceInitializationMessage: true,
  logLevel: 'error',
});
export const call = (input) => withTool({ name: 'weather' }, async (value) => value, input);
export const flush = () => forceFlush();
