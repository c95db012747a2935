/** Instrumentation of the `openai` package. */
import { property } from '../foreign-value.ts';
import type { Library } from '../library.ts';
import { patchClient, patchClientClass } from './patch.ts';

/** The library as the table of instrumentations knows it. */
export const openai: Library = {
  name: 'openai',
  packageName: 'openai',
  supported: '>=4 <9',
  // From version 5 on `client` defines the class and `index` hands it on; either may be imported alone.
  files: /^(?:index|client|azure)\.m?js$/,
  patch: (loaded) =>
    [loaded.OpenAI, loaded.default, loaded.AzureOpenAI]
      .filter((each) => typeof each === 'function' && property(each, 'Chat') !== undefined)
      .flatMap(patchClientClass)
      .some((outcome) => outcome === 'replaced' || outcome === 'ours already'),
};

/**
 * Observes one OpenAI client: what works in bundles and under test runners, where no loader hook reaches.
 *
 * @param client - An `OpenAI`, or a client derived from it.
 * @returns The same client. One whose class is observed already is left alone.
 * @example
 * const client = observeOpenAI(new OpenAI());
 */
export function observeOpenAI<T extends object>(client: T): T {
  patchClient(client);
  return client;
}
