/** Sonde as users get it: `register()` of the built package, and `observe.tool`. */
import { observe, register } from '@sonde/sdk';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';
import { replaySpool } from './replay-spool.ts';

/** Longer than any run: what is measured is that everything arrives, not that waiting ends. */
const FLUSH_MS = 60_000;

export async function start({ endpoint, home }: SubjectOptions): Promise<Subject> {
  const towardsEndpoint = process.env['BENCH_DELIVERY'] === 'endpoint';
  const sonde = register({ service: 'bench', home, ...(towardsEndpoint ? { endpoint } : {}) });
  const directory = sonde.spoolDirectory;
  if (directory === undefined) throw new Error(`no spool could be opened in ${home}`);
  return {
    observe: (name, tool) => observe.tool(tool, { name }),
    flush: () => sonde.flush(FLUSH_MS),
    ...(towardsEndpoint ? {} : { replay: () => replaySpool(directory, endpoint) }),
  };
}
