/** The slower suites: whole processes, browsers, injected faults. One at a time, so that they do not disturb each other. */
import type { Config } from 'jest';
import { fromSource } from './jest.transform.ts';

const config: Config = {
  ...fromSource,
  roots: ['<rootDir>/packages'],
  testMatch: ['<rootDir>/packages/*/test/**/*.test.{ts,tsx}'],
  maxWorkers: 1,
  testTimeout: 120_000,
};

export default config;
