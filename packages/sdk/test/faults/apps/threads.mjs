// A main thread and three workers, a hundred calls each.
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { callAll } from './calls.mjs';

await callAll(100);
if (isMainThread) {
  const workers = Array.from({ length: 3 }, () => new Worker(fileURLToPath(import.meta.url)));
  const codes = await Promise.all(workers.map((worker) => new Promise((done) => worker.on('exit', done))));
  console.log('all ended', ...codes);
}
