// CALLS observed calls as fast as they go, fifty at a time; the first FAILING ones are caught failures.
import { observe } from '@sonde/observe';

const call = observe.tool(async (n) => ({ n }), { name: 'burst' });
const fail = observe.tool(async () => Promise.reject(new Error('seeded')), { name: 'failing' });
let made = 0;
for (let i = 0; i < Number(process.env.FAILING ?? 0); i += 1) await fail().catch(() => {});

const chain = async () => {
  while (made < Number(process.env.CALLS)) await call((made += 1));
};
await Promise.all(Array.from({ length: 50 }, chain));
console.log(made);
