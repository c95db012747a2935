/**
 * Checks the arrows between packages with dependency-cruiser, and that it really read the modules.
 *
 * With TypeScript 7 it reads TypeScript only through `@swc/core`; without it, it reports "no violations" on no
 * modules with exit code 0 (measured with 18.7.2). Hence the count.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

interface CruiseResult {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string; readonly severity: string };
      readonly comment?: string;
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed?: { readonly forbidden?: readonly { name: string; comment?: string }[] };
  };
}

/** Declarations and unused files may be missing from the cruise; more than a tenth means it did not read TypeScript. */
const SEEN_RATIO_MIN = 0.9;

function cruise(): CruiseResult {
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'packages'];
  const { stdout, stderr, error } = spawnSync('depcruise', args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined || !stdout.startsWith('{')) {
    throw new Error(`dependency-cruiser gave no result: ${error?.message ?? stderr}`);
  }
  return JSON.parse(stdout) as CruiseResult;
}

const { modules, summary } = cruise();
const seenCount = modules.filter(({ source }) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(source)).length;
const fileCount = globSync('packages/*/src/**/*.{ts,tsx}').filter((file) => !file.endsWith('.d.ts')).length;
const problems = summary.violations.map(({ rule, from, to, cycle }) => {
  const comment = summary.ruleSetUsed?.forbidden?.find(({ name }) => name === rule.name)?.comment ?? '';
  const path = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ');
  return `${rule.name}: ${from} -> ${path}\n  ${comment}`;
});
if (seenCount < fileCount * SEEN_RATIO_MIN) {
  problems.push(
    `dependency-cruiser saw ${seenCount} of ${fileCount} modules. Is @swc/core installed and of a supported version?`,
  );
}
console.log(
  problems.length > 0 ? problems.join('\n') : `${seenCount} of ${fileCount} modules, no forbidden arrow.`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
