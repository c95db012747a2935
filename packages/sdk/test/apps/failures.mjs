// Fails `FAILURES` times, each in a turn of its own and with a secret among its input, then stays for `STAY_MS`.
import { setTimeout as sleep } from 'node:timers/promises';
import { observe, withContext } from '@sonde/observe';

const fail = observe.tool(
  async (_token, i) => {
    throw new Error(`failure ${i}`);
  },
  { name: 'fail' },
);
const secret = ['sk', 'proj', 'Zx8Kq2LmN4pR7tVw9yB3cD5fG6hJ1kQ0'].join('-');
for (let i = 0; i < Number(process.env.FAILURES); i += 1) {
  await withContext({ sessionId: `s-${i}` }, () => fail(secret, i).catch(() => {}));
  await sleep(5);
}
await sleep(Number(process.env.STAY_MS ?? 0));
