// One hostile value (VALUE) as argument, as result, thrown, as attribute and as recorded exception. The output tells
// what the application sees; the file REPORT tells the CPU time of each.
import { writeFileSync } from 'node:fs';
import { trace } from '@opentelemetry/api';
import { observe } from '@sonde/observe';
import { beginTurn, ended, openSpanId } from './journal.mjs';

const trap = () => {
  throw new Error('trap');
};
const thenKey = ['th', 'en'].join('');
const makers = {
  gigabyte: () => Buffer.alloc(2 ** 30 - 64, 'ab').toString('utf16le'),
  wide: () => Object.fromEntries(Array.from({ length: 1_000_000 }, (_, i) => [`key ${i}`, i])),
  long: () => Array.from({ length: 1_000_000 }, (_, i) => `item ${i}`),
  deep: () => Array.from({ length: 10_000 }).reduce((inner) => ({ inner }), 'bottom'),
  cyclic: () => {
    const value = { list: [] };
    value.list.push(value, value.list);
    return value;
  },
  getters: () => Object.defineProperty({ fine: 1 }, 'text', { get: trap, enumerable: true }),
  proxy: () =>
    new Proxy([], Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, trap]))),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  bigint: () => ({ n: 10n ** 1_000n, list: [1n, 2n] }),
  surrogates: () => ({ '\udfff key': '\ud800 lone \udc00', list: ['\ud83d'] }),
  toJSON: () => ({ toJSON: trap }),
  thenable: () => Object.defineProperty({ fine: 1 }, thenKey, { get: trap, enumerable: true }),
  message: () => Object.defineProperty(new Error('fine'), 'message', { get: trap }),
  cause: () => {
    const error = new AggregateError([], 'itself');
    error.cause = error;
    error.errors.push(error);
    return error;
  },
  buffer: () => Buffer.alloc(2 ** 30),
};

const value = makers[process.env.VALUE]();
const upstream = ['trap', 'revoked', 'Cannot create a string longer', 'call stack'];
const tracer = trace.getTracer('hostile');
let spanId;
const cpuOfMs = {};

function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function timed(name, call) {
  const startMs = cpuMs();
  const seen = call();
  cpuOfMs[name] = cpuMs() - startMs;
  return seen;
}

function observed(name, call) {
  beginTurn();
  console.log(timed(name, call));
  ended(spanId);
}

/** With a span of OpenTelemetry's own: what it does with the value is its own affair, its end is Sonde's. */
function withSpan(name, use) {
  beginTurn();
  tracer.startActiveSpan('own', (span) => {
    spanId = span.isRecording() ? openSpanId() : undefined;
    use(span);
    timed(name, () => span.end());
  });
  ended(spanId);
}

const take = observe.tool(
  (given) => {
    spanId = openSpanId();
    return Object.is(given, value) ? 'same argument' : 'another argument';
  },
  { name: 'take' },
);
const give = observe.tool(
  () => {
    spanId = openSpanId();
    return value;
  },
  { name: 'give' },
);
const raise = observe.tool(
  () => {
    spanId = openSpanId();
    throw value;
  },
  { name: 'raise' },
);

observed('argument', () => take(value));
observed('result', () => {
  try {
    return Object.is(give(), value) ? 'same result' : 'another result';
  } catch (error) {
    return `threw ${error.message}`;
  }
});
observed('thrown', () => {
  try {
    return raise();
  } catch (error) {
    return Object.is(error, value) ? 'same error' : 'another error';
  }
});
withSpan('attribute', (span) => {
  quietly(() => span.setAttribute('value', value));
  quietly(() => span.setAttributes({ list: [value] }));
  for (let i = 0; i < 1_000; i += 1) span.setAttribute(`more ${i}`, i);
});
withSpan('exception', (span) => quietly(() => span.recordException(value)));
// To look at a value at all takes that long.
timed('keys', () => process.env.VALUE === 'wide' && Object.keys(value).length);
if (process.env.REPORT) writeFileSync(process.env.REPORT, JSON.stringify(cpuOfMs));

/** The span of OpenTelemetry itself reads the value, and lets pass what that throws. */
function quietly(use) {
  try {
    use();
  } catch (error) {
    if (!upstream.some((text) => error.message.includes(text))) throw error;
  }
}
