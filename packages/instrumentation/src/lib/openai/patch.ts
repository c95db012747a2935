/** Patches the methods of the OpenAI client that make model calls. */
import { property } from '../foreign-value.ts';
import { type Replacement, replaceMethod } from '../replace-method.ts';
import { watchResult } from './api-promise.ts';
import type { Api } from './attributes.ts';
import { inCall, startCall } from './call.ts';

/** Path from a client, or from the class `OpenAI`, to each resource, and the endpoint behind its `create`. */
const RESOURCES: readonly { readonly api: Api; readonly instance: string; readonly statics: string }[] = [
  { api: 'chat_completions', instance: 'chat.completions', statics: 'Chat.Completions' },
  { api: 'responses', instance: 'responses', statics: 'Responses' },
  { api: 'embeddings', instance: 'embeddings', statics: 'Embeddings' },
];

/**
 * Observes every client of a class.
 *
 * @param clientClass - `OpenAI` or a class derived from it; its resources are static properties.
 * @returns What became of each `create`.
 */
export function patchClientClass(clientClass: unknown): Replacement[] {
  return RESOURCES.map(({ api, statics }) =>
    patchCreate(property(at(clientClass, statics), 'prototype'), api),
  );
}

/** Observes one client, by methods of its own. */
export function patchClient(client: unknown): Replacement[] {
  return RESOURCES.map(({ api, instance }) => patchCreate(at(client, instance), api));
}

function patchCreate(owner: unknown, api: Api): Replacement {
  return replaceMethod(owner, 'create', (create) => {
    return function observedCreate(this: unknown, ...args: unknown[]): unknown {
      const call = startCall(api, args[0], property(this, '_client'));
      if (call === undefined) return Reflect.apply(create, this, args);
      try {
        return watchResult(
          call,
          inCall(call, () => Reflect.apply(create, this, args)),
        );
      } catch (error) {
        call.fail(error);
        throw error;
      }
    };
  });
}

function at(target: unknown, path: string): unknown {
  return path.split('.').reduce(property, target);
}
