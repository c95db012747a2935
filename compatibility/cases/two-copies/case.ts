import { type Case, observesOurs, oneTrace } from '../../lib/case.ts';

export const tried: Case = {
  title: 'two installed copies of Sonde in one process, a third loaded as CommonJS',
  programs: [
    {
      title: 'application and plug-in both start it',
      command: ['node', 'start.mjs'],
      claims: (told) => [
        ...observesOurs(2)(told),
        oneTrace(told),
        ['both have the one that runs', told.stdout.includes('"isOne":true'), told.stdout],
      ],
    },
  ],
};
