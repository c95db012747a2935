/** Appends numbered records to the directory given, one flush per turn, until it is killed. */
import { SegmentWriter } from '@sonde/otlp/segments';

const writer = new SegmentWriter({ directory: process.argv[2] as string, segmentBytesMax: 40_000 });
const resource = Uint8Array.of(10, 0);
const scope = Uint8Array.of(10, 2, 10, 0);
let number = 0;

function turn(): void {
  for (let i = 0; i < 20; i++) {
    number++;
    writer.record('span', { error: number % 10 === 0 }, resource, scope, (into) => {
      into.varintField(1, number);
      into.textField(2, 'x'.repeat(number % 300));
    });
  }
  writer.flush();
  process.stdout.write(`${number}\n`);
  setImmediate(turn);
}

turn();
