/** All tidy rules, and the sins that are older than they. */
import { readFileSync, writeFileSync } from 'node:fs';
import { codeRules } from './code-rules.ts';
import { exampleRules } from './example-rules.ts';
import { packageRules } from './package-rules.ts';
import { textRules } from './text-rules.ts';
import type { Tolerated } from './tolerance.ts';
import type { Rule } from './tree.ts';

const file = 'scripts/tidy/tolerated.json';

/** Every rule. */
export const rules: readonly Rule[] = [...codeRules, ...packageRules, ...textRules, ...exampleRules];

/** What is tolerated per claim and file. */
export function readTolerated(): Tolerated {
  return JSON.parse(readFileSync(file, 'utf8')) as Tolerated;
}

/** Replaces what is tolerated. */
export function writeTolerated(tolerated: Tolerated): void {
  writeFileSync(file, `${JSON.stringify(tolerated, null, 2)}\n`);
}
