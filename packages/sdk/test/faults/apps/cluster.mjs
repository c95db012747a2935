// A primary and three workers, a hundred calls each.
import cluster from 'node:cluster';
import { callAll } from './calls.mjs';

await callAll(100);
if (cluster.isPrimary) {
  let ended = 0;
  cluster.on('exit', (_, code) => {
    ended += 1;
    if (ended === 3) console.log('all ended', code);
  });
  for (let i = 0; i < 3; i += 1) cluster.fork();
} else {
  process.disconnect();
}
