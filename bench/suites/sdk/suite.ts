/** The SDK beside stock OpenTelemetry and the libraries that are built on it. */
import type { Suite } from '../../lib/suite.ts';
import { brokenOf, goalsOf } from './goals.ts';
import { methods } from './methods.ts';
import { scenarios } from './scenarios.ts';

/** Goals 1 to 13 and 15; 14 is one of the receiver, which is not part of the SDK. */
export const suite: Suite = {
  id: 'sdk',
  title: 'SDK',
  scenarios,
  goals: goalsOf,
  methods,
  ranking: [
    { scenario: 'on-path', figure: 'aloneUs', title: 'on path' },
    { scenario: 'steady', figure: 'cpuUs', title: 'all of a call' },
    { scenario: 'payload', figure: 'cpuUs', title: 'all of a call, 10 KB' },
    { scenario: 'failure', figure: 'cpuUs', title: 'a call that fails' },
    { scenario: 'allocation', figure: 'allocatedBytes', title: 'allocated' },
  ],
  broken: brokenOf,
};
