/** Tests of the examples, each with what its own lock file installs. */
import type { Config } from 'jest';
import { fromSource } from '../jest.transform.ts';

const config: Config = {
  ...fromSource,
  setupFiles: [],
  testMatch: ['<rootDir>/*/**/*.test.ts'],
  maxWorkers: 1,
  testTimeout: 120_000,
};

export default config;
