// An application that Datadog watches, with or without its OpenTelemetry provider, started before or after Sonde.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { observe, register } from '@sonde/sdk';
import datadog from 'dd-trace';

const [order, provider] = process.argv.slice(2);
let traces = 0;
const agent = createServer((request, response) => {
  if (request.url.includes('/traces')) traces += 1;
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
}).listen(0, '127.0.0.1');
await once(agent, 'listening');

function startDatadog() {
  const url = `http://127.0.0.1:${agent.address().port}`;
  datadog.init({ url, startupLogs: false, flushInterval: 50, telemetry: { enabled: false } });
  if (provider === 'own-provider') new datadog.TracerProvider().register();
}
if (order === 'datadog-first') startDatadog();
const sonde = register();
if (order === 'sonde-first') startDatadog();

const ours = observe.tool(
  async (input) => {
    if (input === 'bad') throw new Error('boom');
    return input;
  },
  { name: 'ours' },
);
await datadog.trace('theirs', async () => {
  await ours('good');
  await ours('bad').catch(() => {});
});
await sonde.flush(5_000);
for (let waited = 0; traces === 0 && waited < 100; waited += 1)
  await new Promise((next) => setTimeout(next, 50));
console.log(JSON.stringify({ datadogTraces: traces > 0, internalErrors: sonde.internalErrors() }));
process.exit(0);
