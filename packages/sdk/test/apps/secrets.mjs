// Secrets in inputs, outputs, errors, attributes, names, logs and metrics.
import { logs, metrics, trace } from '@opentelemetry/api';
import { observe } from '@sonde/observe';

const secret = `sk-proj-${'Zq8'.repeat(16)}`;
const call = observe.tool(async (input) => ({ echoed: input.prompt }), { name: 'call' });
await call({
  prompt: `my key is ${secret}`,
  headers: { authorization: `Bearer ${secret}` },
  password: 'hunter2-hunter2',
});
const fail = observe.tool(
  async (input) => {
    throw Object.assign(new Error(`bad key ${secret}`), { request: input, cause: new Error(secret) });
  },
  { name: 'fail' },
);
await fail({ key: secret }).catch(() => {});
trace
  .getTracer('t')
  .startSpan('s', { attributes: { note: `token=${secret}` } })
  .end();
logs.getLogger('l').emit({ body: `log ${secret}`, attributes: { secret } });
trace
  .getTracer('t')
  .startSpan(`GET /?token=${secret}`, { attributes: { named: true } })
  .end();
metrics.getMeter('m').createCounter('calls').add(1, { key: secret });
