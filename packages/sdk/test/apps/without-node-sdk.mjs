// A program in whose place nothing is installed.
import { sondeNodeSdk } from '@sonde/sdk/node-sdk';

process.argv[1] = '/app.js';
process.chdir('/');
try {
  sondeNodeSdk();
} catch ({ code, fix }) {
  console.log(code, fix);
}
