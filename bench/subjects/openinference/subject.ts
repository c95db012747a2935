/** OpenInference: `register()` of Phoenix with its own batch processor, and `traceTool`. */
import { traceTool } from '@arizeai/openinference-core';
import { register } from '@arizeai/phoenix-otel';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ endpoint }: SubjectOptions): Promise<Subject> {
  const provider = register({ projectName: 'bench', url: `${endpoint}/v1/traces` });
  return {
    observe: (name, tool) => traceTool(tool as never, { name }) as typeof tool,
    flush: () => provider.forceFlush(),
  };
}
