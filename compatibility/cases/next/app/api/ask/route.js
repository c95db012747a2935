import { observe, register } from '@sonde/sdk';

export const dynamic = 'force-dynamic';

const ours = observe.tool(
  async (input) => {
    if (input === 'bad') throw new Error('boom');
    return input;
  },
  { name: 'ours' },
);
const agent = observe.agent(
  async () => {
    await ours('good');
    await ours('bad').catch(() => {});
  },
  { name: 'agent' },
);

export async function GET() {
  await agent();
  const sonde = register();
  await sonde.flush(5_000);
  return Response.json({ internalErrors: sonde.internalErrors() });
}
