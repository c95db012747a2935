// Starts the built server, asks its route once, and stops it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const address = await new Promise((found) => {
  createInterface(server.stdout).on('line', (line) => {
    const match = /http:\/\/localhost:\d+/.exec(line);
    if (match) found(match[0]);
  });
});
const answer = await fetch(`${address}/api/ask`);
console.log(await answer.text());
server.kill('SIGTERM');
server.on('exit', () => (process.exitCode = answer.ok ? 0 : 1));
