import { type Case, observesOurs, oneTrace, spansNamed } from '../../lib/case.ts';

const environment = { NEXT_TELEMETRY_DISABLED: '1' };

export const tried: Case = {
  title: 'the server of Next.js 16, built for production, with its instrumentation file',
  programs: [
    {
      title: 'build',
      command: ['node', 'node_modules/next/dist/bin/next', 'build'],
      environment: { ...environment, SONDE_ENABLED: 'false' },
    },
    {
      title: 'start and ask a route',
      command: ['node', 'serve.mjs'],
      environment,
      claims: (told) => [
        ...observesOurs(2)(told),
        oneTrace({
          ...told,
          spans: [...spansNamed(told, 'execute_tool ours'), ...spansNamed(told, 'invoke_agent agent')],
        }),
      ],
    },
  ],
};
