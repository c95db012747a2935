// Writes down, outside of Sonde and at once, which spans have ended. The page cache keeps it whatever ends the process.
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { trace } from '@opentelemetry/api';

const directory = process.env.JOURNAL;
const file = directory && openSync(join(directory, `${process.pid}-${threadId}`), 'a');
let turn = 0;
let turnMs = 0;

/** To be called at the beginning of each turn of the event loop. */
export function beginTurn() {
  turn += 1;
  turnMs = performance.now();
}

/** Id of the span that is open. */
export function openSpanId() {
  return trace.getActiveSpan()?.spanContext().spanId;
}

/** To be called when the span has ended. Without Sonde there is none. */
export function ended(spanId, isError = false) {
  if (file && spanId)
    writeSync(file, `${spanId} ${turn} ${turnMs.toFixed(2)} ${process.pid} ${isError ? 1 : 0} .\n`);
}
