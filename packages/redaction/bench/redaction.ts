/** Measures the cost of clean and of sensitive text: `node --conditions=@sonde/source packages/redaction/bench/redaction.ts`. */
import { readFileSync } from 'node:fs';
import { createRedactor } from '@sonde/redaction';
import { cleanTexts } from '../fixtures/clean-texts.ts';
import { drawFrom } from '../fixtures/random-text.ts';
import { surroundings, tokens } from '../fixtures/secrets.ts';

const redactor = createRedactor();

const prose = Array.from({ length: 40 }, () => cleanTexts.slice(0, 3).join(' ')).join('\n');
const json = JSON.stringify(
  Array.from({ length: 60 }, (_, id) => ({
    id,
    name: 'search_documents',
    arguments: { query: 'how do I rotate my key', limit: 10, filters: { lang: 'en', year: 2024 } },
    traceId: '0af7651916cd43dd8448eb211c80319c',
    startTimeUnixNano: '1763731428123456789',
    durationMs: 12.34,
    usage: { prompt_tokens: 123, completion_tokens: 45 },
  })),
);
const plain =
  'Please summarise the following report for the customer in plain words, and keep the figures. '.repeat(100);
const source = readFileSync(new URL('../src/lib/assignments.ts', import.meta.url), 'utf8');
const image = `data:image/png;base64,${Buffer.from(drawFrom(1).of('abcdefghijklmnopqrstuvwxyz', 16_384)).toString('base64')}`;
const secrets = Object.values(tokens)
  .flatMap((make, seed) => Object.values(surroundings).map((surround) => surround(make(drawFrom(seed)))))
  .join('\n');

/** User CPU of one run, in microseconds. */
function costUs(run: () => unknown, runs: number): number {
  for (let i = 0; i < runs / 4; i += 1) run();
  const start = process.cpuUsage();
  for (let i = 0; i < runs; i += 1) run();
  return process.cpuUsage(start).user / runs;
}

for (const [name, text] of Object.entries({
  prose: plain,
  'mixed prose': prose,
  json,
  source,
  image,
  secrets,
})) {
  const us = costUs(() => redactor.text(text), Math.ceil(2e7 / text.length));
  console.log(`${name.padEnd(12)} ${((us / text.length) * 1024).toFixed(1)} us/KB`);
}
for (const [value, key] of [
  ['search_documents', 'gen_ai.tool.name'],
  ['gpt-4o-mini-2024-07-18', 'gen_ai.request.model'],
  ['0af7651916cd43dd8448eb211c80319c', 'link.trace_id'],
  ['550e8400-e29b-41d4-a716-446655440000', 'gen_ai.conversation.id'],
  ['https://api.example.test/v1/chat/completions', 'url.full'],
] as const) {
  console.log(
    `${value.padEnd(46)} ${(costUs(() => redactor.text(value, key), 500_000) * 1000).toFixed(0)} ns`,
  );
}
for (const piece of ['-----BEGIN PRIVATE KEY-----!', '+1 ']) {
  const text = piece.repeat(Math.ceil(100_000 / piece.length));
  console.log(
    `100 KB of ${piece.padEnd(30)} ${(costUs(() => redactor.text(text), 20) / 1000).toFixed(1)} ms`,
  );
}
