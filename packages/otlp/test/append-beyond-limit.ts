/** Appends numbered records to a directory whose files or disk the system limits; prints what was appended and lost. */
import { SegmentWriteError, SegmentWriter } from '@sonde/otlp/segments';

const [directory = '', count = '0'] = process.argv.slice(2);
const writer = new SegmentWriter({ directory, stageBytesMax: 20_000 });
const resource = Uint8Array.of(10, 0);
const scope = Uint8Array.of(10, 1, 9);
const result = { appended: 0, lost: 0, lostErrors: 0, refusals: 0 };

function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SegmentWriteError)) throw error;
    result.refusals++;
    result.lost += error.lost.span ?? 0;
    result.lostErrors += error.lostErrorRecords;
  }
}

for (let number = 0; number < Number(count); number++) {
  result.appended++;
  attempt(() =>
    writer.record('span', { error: number % 4 === 0 }, resource, scope, (into) => {
      into.varintField(1, number);
      into.textField(2, 'x'.repeat(500));
    }),
  );
  if (number % 50 === 0) attempt(() => writer.flush());
}
attempt(() => writer.close());
process.stdout.write(JSON.stringify(result));
