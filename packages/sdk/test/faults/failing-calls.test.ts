import { spawn } from 'node:child_process';
import { expect } from '@jest/globals';
import { row, seedsOf } from './fault-row.ts';

row(
  'the n-th call of the file system fails, for seeded n: emitted = delivered + dropped + left',
  async () => {
    const args = [
      '--conditions=@sonde/source',
      '--no-warnings',
      'packages/sdk/test/faults/apps/failing-calls.ts',
    ];
    const child = spawn(process.execPath, [...args, ...seedsOf(60, 2_000).map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((ended) => child.on('close', ended));
    expect(JSON.parse(output)).toEqual([]);
  },
);
