/** Patches the four places of LangChain's core through which every run goes. */
import { type Context, context } from '@opentelemetry/api';
import { property } from '../foreign-value.ts';
import { contextForModelCall } from '../model-call.ts';
import { type Replacement, replaceMethod } from '../replace-method.ts';
import { SondeCallbackHandler } from './handler.ts';
import { nearest, runs } from './runs.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

interface Manager {
  readonly handlers: readonly { readonly name?: string }[];
  addHandler(handler: unknown, inherit: boolean): void;
  getParentRunId?(): string | undefined;
}

const handler = new SondeCallbackHandler();

/**
 * Hands our handler to every run. LangChain's own `registerConfigureHook` keeps its registrations in an asynchronous
 * context, entered where it is called: made while a module loads inside a request, it is unknown to all others. The
 * static method that reads the registrations has no such limit, and exists in every supported version.
 */
export function patchCallbackManager(managerClass: unknown): Replacement {
  return replaceMethod(managerClass, '_configureSync', (configure) => {
    return function configureObserved(this: unknown, ...args: unknown[]): unknown {
      const configured = Reflect.apply(configure, this, args) as Manager | undefined;
      const manager = configured ?? new (managerClass as new () => Manager)();
      if (!manager.handlers.some(({ name }) => name === handler.name)) manager.addHandler(handler, true);
      return manager;
    };
  });
}

/**
 * Runs the body of every node, tool and function in the context of its run. Callbacks cannot do this: they return
 * before the body starts. LangChain enters its own asynchronous context here, and knows the run.
 */
export function patchContextProvider(provider: unknown): Replacement {
  return replaceMethod(provider, 'runWithConfig', (runWithConfig) => {
    return function runObserved(this: unknown, ...args: unknown[]): unknown {
      const [config, callback, ...rest] = args;
      const ofRun = contextOfConfig(config);
      if (ofRun === undefined || typeof callback !== 'function')
        return Reflect.apply(runWithConfig, this, args);
      const inside = (): unknown => context.with(nearest(ofRun), callback as () => unknown);
      return Reflect.apply(runWithConfig, this, [config, inside, ...rest]);
    };
  });
}

/** Lets a client library find the operation of the chat model that calls it. */
export function patchChatModel(modelClass: unknown): Replacement[] {
  const prototype = property(modelClass, 'prototype');
  return [
    replaceMethod(prototype, 'generate', (generate) => {
      return function generateObserved(this: unknown, ...args: unknown[]): unknown {
        return context.with(contextForModelCall(), generate as () => unknown, this, ...(args as []));
      };
    }),
    replaceMethod(prototype, '_streamIterator', (iterate) => {
      return function iterateObserved(this: unknown, ...args: unknown[]): unknown {
        return inContext(contextForModelCall(), Reflect.apply(iterate, this, args) as object);
      };
    }),
  ];
}

/** Keeps the context of a call that waits in the model's queue: a queue runs what waits in that of what ended. */
export function patchCaller(callerClass: unknown): Replacement[] {
  const prototype = property(callerClass, 'prototype');
  return [bindArgument(prototype, 'call', 0), bindArgument(prototype, 'callWithOptions', 1)];
}

function bindArgument(prototype: unknown, name: string, index: number): Replacement {
  return replaceMethod(prototype, name, (call) => {
    return function callBound(this: unknown, ...args: unknown[]): unknown {
      if (typeof args[index] === 'function') args[index] = context.bind(context.active(), args[index]);
      return Reflect.apply(call, this, args);
    };
  });
}

function contextOfConfig(config: unknown): Context | undefined {
  const callbacks = property(config, 'callbacks') as Manager | undefined;
  const parentRunId =
    typeof callbacks?.getParentRunId === 'function' ? callbacks.getParentRunId() : undefined;
  return runs.get(parentRunId)?.context;
}

/** The body of an asynchronous generator runs in the context of whoever asks for its next value. */
function inContext(of: Context, iterator: object): object {
  for (const name of ['next', 'return', 'throw'] as const) {
    const original = property(iterator, name);
    if (typeof original !== 'function') continue;
    const value = (...values: unknown[]): unknown =>
      context.with(of, () => Reflect.apply(original as Method, iterator, values));
    Object.defineProperty(iterator, name, { value, configurable: true, writable: true });
  }
  return iterator;
}
