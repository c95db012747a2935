// A worker that works for ever, ended from outside: terminated, or by the exit of the process.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { callAll } from './calls.mjs';

if (isMainThread) {
  const worker = new Worker(fileURLToPath(import.meta.url));
  await new Promise((began) => worker.once('message', began));
  await sleep(100);
  if (process.env.END === 'exit') process.exit(4);
  console.log('terminated', await worker.terminate());
} else {
  await callAll(100);
  parentPort.postMessage('began');
  for (;;) {
    await callAll(10);
    await sleep(1);
  }
}
