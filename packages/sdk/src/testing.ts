/** Spans, events and logs of the code under test, in memory. */
export {
  type SpanFilter,
  startTesting,
  type TestingOptions,
  type TestTelemetry,
} from './lib/testing/start-testing.ts';
