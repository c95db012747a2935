/** The fast suite: tests beside the sources, from source. */
import type { Config } from 'jest';
import { fromSource } from './jest.transform.ts';

const config: Config = {
  ...fromSource,
  roots: ['<rootDir>/packages', '<rootDir>/scripts', '<rootDir>/bench/lib'],
  testMatch: [
    '<rootDir>/packages/*/src/**/*.test.{ts,tsx}',
    '<rootDir>/scripts/**/*.test.ts',
    '<rootDir>/bench/lib/*.test.ts',
  ],
  // Half of the cores would leave one of two idle: suites are many and small.
  maxWorkers: '100%',
  // A loaded machine is slow, not wrong: only a hang fails.
  testTimeout: 60_000,
  workerIdleMemoryLimit: '1GB',
};

export default config;
