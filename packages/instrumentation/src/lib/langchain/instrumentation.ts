/** Instrumentation of LangChain and LangGraph, by the core package they share. */
import type { Library, ModuleExports } from '../library.ts';
import type { Replacement } from '../replace-method.ts';
import { patchCallbackManager, patchCaller, patchChatModel, patchContextProvider } from './patch.ts';

/** The library as the table of instrumentations knows it. */
export const langchain: Library = {
  name: 'langchain',
  packageName: '@langchain/core',
  supported: '>=0.3 <2',
  files:
    /^dist\/(?:callbacks\/manager|singletons\/(?:async_local_storage\/)?index|language_models\/chat_models|utils\/async_caller)\.c?js$/,
  patch: (exports) =>
    patchExports(exports).some((outcome) => outcome === 'replaced' || outcome === 'ours already'),
};

function patchExports(exports: ModuleExports): Replacement[] {
  const { CallbackManager, AsyncLocalStorageProviderSingleton, BaseChatModel, AsyncCaller } = exports;
  return [
    ...(CallbackManager === undefined ? [] : [patchCallbackManager(CallbackManager)]),
    ...(AsyncLocalStorageProviderSingleton === undefined
      ? []
      : [patchContextProvider(AsyncLocalStorageProviderSingleton)]),
    ...(BaseChatModel === undefined ? [] : patchChatModel(BaseChatModel)),
    ...(AsyncCaller === undefined ? [] : patchCaller(AsyncCaller)),
  ];
}
