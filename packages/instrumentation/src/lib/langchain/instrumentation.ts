/** Instrumentation of LangChain and LangGraph, by the core package they share. */
import type { Library, ModuleExports } from '../library.ts';
import type { Replacement } from '../replace-method.ts';
import {
  patchCallbackManager,
  patchCaller,
  patchChatModel,
  patchContextProvider,
  patchRetriever,
  patchRunnable,
  patchStreamClass,
} from './patch.ts';

/** The library as the table of instrumentations knows it. */
export const langchain: Library = {
  name: 'langchain',
  packageName: '@langchain/core',
  supported: '>=0.3 <2',
  files: new RegExp(
    `^dist/(?:${[
      'callbacks/manager',
      'singletons/(?:async_local_storage/)?index',
      'language_models/chat_models',
      'retrievers/index',
      'retrievers',
      'runnables/base',
      'utils/async_caller',
      'utils/stream',
    ].join('|')})\\.c?js$`,
  ),
  patch: (loaded) =>
    patchExports(loaded).some((outcome) => outcome === 'replaced' || outcome === 'ours already'),
};

/** What to do with each export, in whichever file of whichever version it is. */
const patches: Readonly<Record<string, (exported: unknown) => Replacement | Replacement[]>> = {
  CallbackManager: patchCallbackManager,
  AsyncLocalStorageProviderSingleton: patchContextProvider,
  BaseChatModel: patchChatModel,
  BaseRetriever: patchRetriever,
  Runnable: patchRunnable,
  AsyncCaller: patchCaller,
  IterableReadableStream: patchStreamClass,
};

function patchExports(loaded: ModuleExports): Replacement[] {
  return Object.entries(patches)
    .filter(([name]) => loaded[name] !== undefined)
    .flatMap(([name, patch]) => patch(loaded[name]));
}
