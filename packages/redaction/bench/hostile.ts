/**
 * Measures texts made to be slow: `node --conditions=@sonde/source packages/redaction/bench/hostile.ts`.
 *
 * Besides milliseconds it prints how often a bare scan of the same text (`charCodeAt` at every place) fits into each, which
 * depends less on the machine and on what else it does, and what twice the length costs: 2 is linear, 4 is not.
 */
import { createRedactor } from '@sonde/redaction';

const LENGTH = 100_000;
const RUNS = 3;
const pieces = [
  'a@ eyJ eyJ. eyJhbGciOiJ9. key= key=" password: "password":" secret=" \\" \\\\\\" {"a":" 0 01 1- 1. a. a- a_ sk- sk_ ghp_ xoxb- AKIA',
  '://a:b@ :// https:// Bearer Basic %40 %20 <password> <a> > = : ::= , "," "key"," Aa1 A1+/ $2b$ ~ 8Q~ [ (1 é 密 1/ 00D 12: a: api_ secret_',
  '-----BEGIN -----END {"name":"x","value":" key:"${ AbC123 sk_live_a aaaaaaaa1 AAAAAAAAAAAAAAAAAAAA. 00000000 -u -P \u00a0',
]
  .join(' ')
  .split(' ')
  .concat(
    ' ,01 ,1 ,+1 ,DE89 ,4111 1111 ,password is ,the secret is ,token token ,--password ,curl -u ,login password ,key key key ,x string = ,-----BEGIN PRIVATE KEY-----!'.split(
      ',',
    ),
  );

const redactor = createRedactor();
const repeated = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** The least user CPU of some runs, in milliseconds. */
function costMs(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= RUNS; i += 1) {
    const start = process.cpuUsage();
    run();
    if (i > 0) least = Math.min(least, process.cpuUsage(start).user / 1000);
  }
  return least;
}

function scan(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += text.charCodeAt(i);
  return sum;
}

const bareMs =
  costMs(() => {
    for (let i = 0; i < 100; i += 1) scan(repeated('a', LENGTH));
  }) / 100;
const rows = pieces.map((piece) => {
  const ms = costMs(() => redactor.text(repeated(piece, LENGTH)));
  return {
    piece,
    ms,
    ratio: ms / bareMs,
    growth: costMs(() => redactor.text(repeated(piece, 2 * LENGTH))) / ms,
  };
});
for (const { piece, ms, ratio, growth } of rows.sort((a, b) => b.ms - a.ms).slice(0, 20))
  console.log(
    `${JSON.stringify(piece).padEnd(32)} ${ms.toFixed(1).padStart(6)} ms ${ratio.toFixed(0).padStart(6)} bare scans, twice the length ${growth.toFixed(1)}`,
  );
console.log(
  `of ${rows.length} pieces repeated to 100 KB; cut by time: ${JSON.stringify(redactor.counts['too-slow'] ?? 0)}`,
);
