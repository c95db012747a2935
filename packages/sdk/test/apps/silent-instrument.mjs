// A program with an observable instrument that never answers.
import { metrics } from '@opentelemetry/api';
import { observe, registered } from '@sonde/sdk';

metrics
  .getMeter('m')
  .createObservableGauge('silent')
  .addCallback(() => new Promise(() => {}));
observe.tool(() => 1, { name: 'one' })();
if (process.env.END === 'shutdown') await registered().shutdown();
console.log('done');
