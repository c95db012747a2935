/** Traceloop: `initialize()` and `withTool`, with its own batch processor and exporter. */
import { forceFlush, initialize, withTool } from '@traceloop/node-server-sdk';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ endpoint }: SubjectOptions): Promise<Subject> {
  initialize({
    appName: 'bench',
    baseUrl: endpoint,
    apiKey: 'bench',
    // Only the tool is measured: no other library is patched.
    instrumentModules: {},
    traceloopSyncEnabled: false,
    silenceInitializationMessage: true,
    logLevel: 'error',
  });
  return {
    observe: (name, tool) => (input) => withTool({ name }, tool, input),
    flush: () => forceFlush(),
  };
}
