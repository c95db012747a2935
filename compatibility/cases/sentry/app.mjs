// An application that Sentry watches, with or without its own OpenTelemetry provider, started before or after Sonde.
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as Sentry from '@sentry/node';
import { observe, register } from '@sonde/sdk';

const [order, enableOpenTelemetrySetup] = [process.argv[2], process.argv[3] === 'own-provider'];
const received = [];
const server = createServer((request, response) => {
  request.on('data', (chunk) => received.push(chunk)).on('end', () => response.end('{}'));
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const startSentry = () =>
  Sentry.init({
    dsn: `http://public@127.0.0.1:${server.address().port}/1`,
    tracesSampleRate: 1,
    enableOpenTelemetrySetup,
  });
if (order === 'sentry-first') startSentry();
const sonde = register();
if (order === 'sonde-first') startSentry();

const ours = observe.tool(
  async (input) => {
    if (input === 'bad') throw new Error('boom');
    return input;
  },
  { name: 'ours' },
);
await Sentry.startSpan({ name: 'theirs' }, async () => {
  await ours('good');
  await ours('bad').catch((error) => Sentry.captureException(error));
});
await Promise.all([Sentry.close(5_000), sonde.flush(5_000)]);
const sent = Buffer.concat(received).toString();
console.log(
  JSON.stringify({
    sentryEvent: sent.includes('boom'),
    sentrySpan: sent.includes('theirs'),
    internalErrors: sonde.internalErrors(),
  }),
);
server.close();
