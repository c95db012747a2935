import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { observe, registered } from '@sonde/sdk';
import { sondeConfiguration } from '@sonde/sdk/node-sdk';

const sonde = sondeConfiguration({ service: 'node-sdk' });
const url = process.env['BACKEND_URL'] ?? 'http://localhost:4318/v1/traces';
const own = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) });
const sdk = new NodeSDK({ ...sonde, spanProcessors: [...sonde.spanProcessors, own] });
sdk.start();

const lookup = observe.tool(
  async (country: string) => {
    if (country === 'Atlantis') throw new RangeError('no such country');
    return { country, area: 323_802 };
  },
  { name: 'lookup' },
);

await lookup('Norway');
await lookup('Atlantis').catch((error: Error) => console.log(error.message));
console.log(registered()?.ledger().emitted);
await sdk.shutdown();
