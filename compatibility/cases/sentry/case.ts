import { type Case, observesOurs } from '../../lib/case.ts';

const orders = ['sentry-first', 'sonde-first'];
const providers = ['no-provider', 'own-provider'];

export const tried: Case = {
  title: 'Sentry 11 in the same process, each started first, with and without its OpenTelemetry provider',
  programs: orders.flatMap((order) =>
    providers.map((provider) => ({
      title: `${order}, ${provider}`,
      command: ['node', 'app.mjs', order, provider],
      claims: (told) => [
        ...observesOurs(2)(told),
        ['Sentry has its event', told.stdout.includes('"sentryEvent":true'), told.stdout],
        ['Sentry has its span', told.stdout.includes('"sentrySpan":true'), told.stdout],
      ],
    })),
  ),
};
