/** Lowers scripts/tidy/tolerated.json to what is still there; it never raises or adds. */
import { readFileSync, writeFileSync } from 'node:fs';
import { codeRules } from './tidy/code-rules.ts';
import { packageRules } from './tidy/package-rules.ts';
import { textRules } from './tidy/text-rules.ts';
import { lowered, type Tolerated } from './tidy/tolerance.ts';
import { readTree } from './tidy/tree.ts';

const file = 'scripts/tidy/tolerated.json';
const tolerated = JSON.parse(readFileSync(file, 'utf8')) as Tolerated;
const tree = readTree('.');
const next = [...codeRules, ...packageRules, ...textRules]
  .filter(({ claim }) => claim in tolerated)
  .map(({ claim, findings }) => [claim, lowered(findings(tree), tolerated[claim] ?? {})] as const)
  .filter(([, amounts]) => Object.keys(amounts).length > 0);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(next), null, 2)}\n`);
