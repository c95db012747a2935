// A parent and three forked children, a hundred calls each.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { callAll } from './calls.mjs';

await callAll(100);
if (process.argv[2] !== 'child') {
  const children = Array.from({ length: 3 }, () => fork(fileURLToPath(import.meta.url), ['child']));
  const codes = await Promise.all(children.map((child) => new Promise((done) => child.on('exit', done))));
  console.log('all ended', ...codes);
}
