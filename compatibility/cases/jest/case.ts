import type { Case, Told } from '../../lib/case.ts';

const passes = (told: Told) => [
  ['two tests pass', told.stderr.includes('2 passed, 2 total'), told.stderr] as const,
];
const jest = 'node_modules/jest/bin/jest.js';

export const tried: Case = {
  title: 'the test helper in Jest 30, CommonJS and ES modules',
  programs: [
    { title: 'CommonJS', command: ['node', jest, '--testMatch', '**/*.test.cjs'], claims: passes },
    {
      title: 'ES modules',
      command: ['node', '--experimental-vm-modules', jest, '--testMatch', '**/*.test.mjs'],
      claims: passes,
    },
  ],
};
