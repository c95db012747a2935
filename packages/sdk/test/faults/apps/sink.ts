/** An endpoint as a process of its own: prints its address; SIGUSR2 makes it print what it took. */
import { HostileEndpoint } from '../hostile-endpoint.ts';

const endpoint = new HostileEndpoint();
await endpoint.start();
process.on('SIGUSR2', () => {
  const taken = endpoint.taken.map(({ signal, body }) => ({
    signal,
    body: Buffer.from(body).toString('base64'),
  }));
  console.log(JSON.stringify(taken));
});
console.log(endpoint.url);
