// An application on NodeSDK of the 2.x line, with Sonde in it: made by Sonde, or its own.
import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { observe, registered } from '@sonde/sdk';
import { sondeConfiguration, sondeNodeSdk } from '@sonde/sdk/node-sdk';

const sdk = process.argv[2] === 'own' ? new NodeSDK({ ...sondeConfiguration() }) : sondeNodeSdk();
sdk.start();

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
logs.getLogger('own').emit({ body: 'a line of theirs' });
await registered().flush(5_000);
console.log(JSON.stringify({ internalErrors: registered().internalErrors() }));
await sdk.shutdown();
console.log(registered() === undefined ? 'ended' : 'runs on');
