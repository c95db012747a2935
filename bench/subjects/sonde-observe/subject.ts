/** `@sonde/observe` in an application that started no SDK: what a library that is observed costs its users. */
import { observe } from '@sonde/observe';
import type { Subject } from '../../lib/subject.ts';

export async function start(): Promise<Subject> {
  return { observe: (name, tool) => observe.tool(tool, { name }), flush: async () => {} };
}
