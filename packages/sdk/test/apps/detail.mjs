// A program that says at which detail its calls are observed, until it is told to end; SIGUSR2 is listened to if asked.
import { observe, operationIn } from '@sonde/observe';
import '@sonde/sdk';

const levelOf = (name) => observe.tool(() => operationIn()?.detail ?? 'off', { name });
const [lookup, other] = [levelOf('lookup'), levelOf('other')];
if (process.env.LISTEN === '1') process.on('SIGUSR2', () => console.log('host heard it'));
let last = '';
let told = '';
// What holds for two looks: a level may change between the one call and the other.
const tell = () => {
  const now = `${lookup()} ${other()}`;
  if (now === last && now !== told) console.log((told = now));
  last = now;
};
tell();
tell();
const timer = setInterval(tell, 10);
process.stdin.on('end', () => clearInterval(timer)).resume();
