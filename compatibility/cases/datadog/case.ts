import { type Case, observesOurs } from '../../lib/case.ts';

const orders = ['datadog-first', 'sonde-first'];
const providers = ['no-provider', 'own-provider'];

export const tried: Case = {
  title: 'Datadog 6 in the same process, each started first, with and without its OpenTelemetry provider',
  programs: orders.flatMap((order) =>
    providers.map((provider) => ({
      title: `${order}, ${provider}`,
      command: ['node', 'app.mjs', order, provider],
      claims: (told) => [
        ...observesOurs(2)(told),
        ['Datadog has its trace', told.stdout.includes('"datadogTraces":true'), told.stdout],
      ],
    })),
  ),
};
