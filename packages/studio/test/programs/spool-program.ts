/** An application as a process of its own: writes spans into a spool, says how many, and waits to be ended. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SegmentWriter } from '@sonde/otlp/segments';
import { spanRecords } from '../support/telemetry.ts';

const [home = '', service = '', batches = '1', batchSize = '1'] = process.argv.slice(2);
const startTimeMs = Math.round(performance.timeOrigin);
const directory = join(home, 'spool', service, `${process.pid}-${startTimeMs.toString(36)}`);
mkdirSync(directory, { recursive: true });
const description = { service, pid: process.pid, startTimeMs, delivery: 'studio' };
writeFileSync(join(directory, 'spool.json'), JSON.stringify(description));
const writer = new SegmentWriter({ directory, segmentBytesMax: 64 * 1024 });
for (let batch = 0; batch < Number(batches); batch += 1) {
  const records = spanRecords(service, Number(batchSize), batch * Number(batchSize));
  for (const record of records) writer.rawRecord('span', 0, record);
  writer.flush();
  await delay(2);
}
const emitted = { traces: Number(batches) * Number(batchSize) };
writer.json('ledger', { service, emitted, dropped: {} });
writer.flush();
console.log('done');
await delay(600_000);
