/** Patches the places of LangChain's core through which every run goes. */
import { type Context, context } from '@opentelemetry/api';
import { property, text } from '../foreign-value.ts';
import { contextForModelCall } from '../model-call.ts';
import { type Replacement, replaceMethod } from '../replace-method.ts';
import { SondeCallbackHandler } from './handler.ts';
import { nearest, runs } from './runs.ts';
import { contextForStream, streamLeft, streamMade } from './streams.ts';

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

/** Marks where a stream begins. */
export function patchRunnable(runnableClass: unknown): Replacement {
  return replaceMethod(property(runnableClass, 'prototype'), 'stream', (stream) => {
    return function streamObserved(this: unknown, ...args: unknown[]): unknown {
      return context.with(contextForStream(), stream as () => unknown, this, ...(args as []));
    };
  });
}

/** Notices when the reader of a stream leaves it. */
export function patchStreamClass(streamClass: unknown): Replacement[] {
  return [
    replaceMethod(streamClass, 'fromAsyncGenerator', (make) => {
      return function makeObserved(this: unknown, ...args: unknown[]): unknown {
        const stream = Reflect.apply(make, this, args);
        streamMade(stream, args[0]);
        return stream;
      };
    }),
    replaceMethod(property(streamClass, 'prototype'), 'return', (leave) => {
      return async function leaveObserved(this: unknown, ...args: unknown[]): Promise<unknown> {
        try {
          return await Reflect.apply(leave, this, args);
        } finally {
          streamLeft(this);
        }
      };
    }),
  ];
}

/** Runs the body of a retriever in the context of its run; each class has its own, which gets the run as argument. */
export function patchRetriever(retrieverClass: unknown): Replacement {
  return replaceMethod(property(retrieverClass, 'prototype'), 'invoke', (invoke) => {
    return function invokeObserved(this: unknown, ...args: unknown[]): unknown {
      replaceMethod(ownerOf(this, '_getRelevantDocuments'), '_getRelevantDocuments', retrieveInRun);
      return Reflect.apply(invoke, this, args);
    };
  });
}

function retrieveInRun(retrieve: Method): Method {
  return function retrieveObserved(this: unknown, ...args: unknown[]): unknown {
    const ofRun = runs.get(text(args[1], 'runId'))?.context;
    if (ofRun === undefined) return Reflect.apply(retrieve, this, args);
    return context.with(nearest(ofRun), retrieve as () => unknown, this, ...(args as []));
  };
}

function ownerOf(target: unknown, name: string): unknown {
  let owner: unknown = target;
  while (owner !== null && owner !== undefined && !Object.hasOwn(owner, name))
    owner = Object.getPrototypeOf(owner);
  return owner;
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
