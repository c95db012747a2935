/** Starts a subject in a process that has done nothing else, and prints what that took: `cold-start.mjs <file>`. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const file = process.argv[2] ?? '';
const require = createRequire(import.meta.url);
const rssBefore = process.memoryUsage.rss();
const startMs = performance.now();
const before = process.cpuUsage();
const started = file.endsWith('.cjs') ? require(file) : await import(pathToFileURL(file).href);
const { call, flush } = started;
const afterStart = process.cpuUsage(before);
const wallMs = performance.now() - startMs;
const rssMb = (process.memoryUsage.rss() - rssBefore) / 1_024 / 1_024;
await call({ city: 'Oslo' });
await flush();
const afterFirst = process.cpuUsage(before);
const inMs = ({ user, system }) => (user + system) / 1000;
process.stdout.write(
  JSON.stringify({ startMs: inMs(afterStart), wallMs, rssMb, firstSpanMs: inMs(afterFirst) }),
  () => process.exit(0),
);
