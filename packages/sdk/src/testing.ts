/** Spans, events and logs of the code under test, in memory. */
export {
  type SpanFilter,
  startTesting,
  type TestingOptions,
  type TestTelemetry,
} from './lib/start-testing.ts';
