// A parent that works, starts a child that stays, and ends before it.
import { spawn } from 'node:child_process';
import { callAll } from './calls.mjs';

await callAll(20);
const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
child.unref();
console.log(child.pid);
