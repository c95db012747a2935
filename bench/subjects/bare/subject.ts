/** The floor: the tool itself, observed by nothing. */
import type { Subject } from '../../lib/subject.ts';

export async function start(): Promise<Subject> {
  return { observe: (_name, tool) => tool, flush: async () => {} };
}
