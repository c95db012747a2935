/** Prints what is untidy. `--lower` lowers what is tolerated to what is still there; it never raises or adds. */
import { readTolerated, rules, writeTolerated } from './tidy/rules.ts';
import { judge, lowered } from './tidy/tolerance.ts';
import { readTree } from './tidy/tree.ts';

const tree = readTree('.');
const tolerated = readTolerated();

if (process.argv.includes('--lower')) {
  const next = rules
    .filter(({ claim }) => claim in tolerated)
    .map(({ claim, findings }) => [claim, lowered(findings(tree), tolerated[claim] ?? {})] as const)
    .filter(([, amounts]) => Object.keys(amounts).length > 0);
  writeTolerated(Object.fromEntries(next));
} else {
  for (const { claim, findings } of rules) {
    const problems = judge(findings(tree), tolerated[claim] ?? {});
    if (problems.length === 0) continue;
    console.log(`Not true: ${claim}\n${problems.join('\n').replace(/^/gm, '  ')}`);
    process.exitCode = 1;
  }
}
