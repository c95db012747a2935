/** Starts Sentry with its default integrations; ES module. */
import { flush as flushSentry, init, startSpan } from '@sentry/node';

init({ dsn: `${process.env.BENCH_ENDPOINT?.replace('http://', 'http://bench@')}/1`, tracesSampleRate: 1 });
export const call = (input) => startSpan({ name: 'weather', op: 'gen_ai.execute_tool' }, async () => input);
export const flush = () => flushSentry(10_000);
