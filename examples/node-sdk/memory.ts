import { observe } from '@sonde/sdk';
import { sondeNodeSdk } from '@sonde/sdk/node-sdk';

// With durability memory, spans leave by the stock exporter, and no file is written.
const sdk = sondeNodeSdk({ service: 'node-sdk' });
sdk.start();

const lookup = observe.tool(async (country: string) => ({ country, area: 323_802 }), { name: 'lookup' });
console.log(await lookup('Norway'));
await sdk.shutdown();
