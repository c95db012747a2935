/** What the programs of the README find in an application: preloaded, with everything observed. */
import { observe, observed, withContext } from '../../src/index.ts';
import { observedProcess } from '../observed-process.ts';

const { failures } = observedProcess();
process.on('exit', () => {
  if (failures.length > 0) throw new Error(`Sonde failed: ${String(failures[0])}`);
});

/** As an application has it. */
class Browser {
  open(page: string): string {
    return page;
  }
}

Object.assign(globalThis, {
  observe,
  observed,
  withContext,
  Browser,
  factbook: { find: async (country: string) => ({ country, area: 323_802 }) },
  countryIn: (question: string) => question.split(' ').at(-1),
  model: { complete: async (question: string) => `An answer to ${question}` },
  read: async (path: string) => path,
  write: async (path: string) => path,
  openShelves: () => ({ search: () => [] }),
  readRows: async () => [],
  readFile: async (path: string) => path,
  logger: { emit: () => {} },
  baselinesOf: () => [],
});
