import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { logs, trace } from '@opentelemetry/api';
import { LokiSimulator } from '../../test/loki-simulator.ts';
import { removeHome, temporaryHome } from '../../test/run-app.ts';
import { register } from './register.ts';
import { registered } from './registration.ts';

let home: string;
let loki: LokiSimulator;
beforeEach(async () => {
  home = temporaryHome();
  loki = new LokiSimulator();
  await loki.start();
});
afterEach(async () => {
  await registered()?.shutdown();
  await loki.stop();
  removeHome(home);
});

const OPEN_MAX = 10_000;

test('the ledger shows spans that made room for others, and lines that Loki refused', async () => {
  loki.answer = () => ({ status: 400, text: 'out of order' });
  const sonde = register({
    home,
    service: 'atlas',
    instrumentations: 'none',
    lokiEnabled: true,
    lokiUrl: loki.url,
  });
  expect(sonde.ledger().passedOver).toEqual({});
  const tracer = trace.getTracer('shop');
  for (let i = 0; i <= OPEN_MAX; i += 1) tracer.startSpan('never ended');
  logs.getLogger('shop').emit({ body: 'a line' });
  await sonde.flush();
  expect(sonde.ledger().passedOver).toMatchObject({ openSpansForgotten: 1, lokiLinesRefused: 1 });
});

test('nothing sensitive reaches Loki by the names of a service or an event', async () => {
  const sonde = register({
    home,
    service: 'shop of jane@example.org',
    instrumentations: 'none',
    lokiEnabled: true,
    lokiUrl: loki.url,
  });
  logs.getLogger('shop').emit({ eventName: 'mail to jane@example.org', body: 'a line' });
  await sonde.flush();
  expect(loki.lines).toHaveLength(1);
  expect(JSON.stringify(loki.lines)).not.toContain('jane@');
});
