import { type Case, observesOurs, oneTrace, spansNamed } from '../../lib/case.ts';

export const tried: Case = {
  title: "NodeSDK of the 2.x line with API 1.9: made by Sonde, and one's own with Sonde in it",
  programs: ['made', 'own'].map((way) => ({
    title: way,
    command: ['node', 'app.mjs', way],
    claims: (told) => [
      ...observesOurs(2)(told),
      oneTrace(told),
      ['their span is there', spansNamed(told, 'theirs').length === 1],
      ['their log line is there', told.logs.some(({ body }) => body === 'a line of theirs')],
      ['its shutdown ends Sonde', told.stdout.includes('ended'), told.stdout],
    ],
  })),
};
