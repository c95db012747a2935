/** Automatic instrumentation of LLM clients and agent frameworks. */
export {
  type InstrumentationReport,
  type InstrumentOptions,
  instrument,
  instrumentationReport,
  instrumentModules,
} from './lib/instrument.ts';
export { observeOpenAI } from './lib/openai/instrumentation.ts';
export type { LibraryState, LibraryStatus } from './lib/registry.ts';
