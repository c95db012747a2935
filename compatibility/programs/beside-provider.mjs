// An application with a tracer provider of its own, that Sonde joins, stands beside, or comes before.
import { trace } from '@opentelemetry/api';
import { observe, register, registered, sondeSpanProcessors } from '@sonde/sdk';
import { exporter, registerProvider } from './provider.mjs';

const order = process.argv[2];
if (order === 'joined') registerProvider(sondeSpanProcessors());
if (order === 'beside') registerProvider([]);
if (order !== 'joined') register();
if (order === 'before') registerProvider([]);

const ours = observe.tool(
  async (input) => {
    if (input === 'bad') throw new Error('boom');
    return input;
  },
  { name: 'ours' },
);
await trace.getTracer('own').startActiveSpan('theirs', async (span) => {
  await ours('good');
  await ours('bad').catch(() => {});
  span.end();
});
await registered().flush(5_000);
const exported = exporter.getFinishedSpans().map(({ name }) => name);
console.log(JSON.stringify({ exported, internalErrors: registered().internalErrors() }));
