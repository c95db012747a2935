// A program most of whose traces are sampled out: 100 calls, one of which fails.
import { trace } from '@opentelemetry/api';
import { observe, registered } from '@sonde/sdk';

const lookup = observe.tool(
  (index) => {
    if (index === 50) throw new RangeError('no such place');
    return trace.getActiveSpan().spanContext().traceFlags;
  },
  { name: 'lookup' },
);
let sampled = 0;
for (let index = 0; index < 100; index += 1) {
  try {
    sampled += lookup(index);
  } catch {
    // It is reported.
  }
}
console.log(sampled, registered().ledger().emitted.traces);
