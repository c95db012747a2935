/** What an application says about the request at hand: carried across every await, never sent to third parties. */

import { type Context, context, createContextKey } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_SESSION_ID,
  ATTR_SONDE_REQUEST_ID,
  ATTR_SONDE_STEP_ID,
  ATTR_SONDE_WORKFLOW_ID,
  ATTR_USER_ID,
} from '@sonde/conventions';

/** Ids that flow into every span and log of the request. */
export interface RequestContext {
  readonly sessionId?: string;
  readonly userId?: string;
  readonly conversationId?: string;
  readonly workflowId?: string;
  readonly stepId?: string;
  readonly requestId?: string;
}

interface Carried {
  readonly ids: RequestContext;
  readonly attributes: Readonly<Record<string, string>>;
}

// createContextKey is Symbol.for in OpenTelemetry's API: two copies of this package share the key.
const carriedKey = createContextKey('sonde.request');

const attributeOf = {
  sessionId: ATTR_SESSION_ID,
  userId: ATTR_USER_ID,
  conversationId: ATTR_GEN_AI_CONVERSATION_ID,
  workflowId: ATTR_SONDE_WORKFLOW_ID,
  stepId: ATTR_SONDE_STEP_ID,
  requestId: ATTR_SONDE_REQUEST_ID,
} as const satisfies Record<keyof RequestContext, string>;

/**
 * Runs a function with ids that every span and log made inside it carries, added to those of an outer call.
 *
 * @param ids - The ids; those left out keep the outer value.
 * @param fn - Runs at once; its result is returned unchanged.
 */
export function withContext<T>(ids: RequestContext, fn: () => T): T {
  return context.with(contextWithIds(context.active(), ids), fn);
}

/** The ids in force in a context. */
export function requestContext(from: Context = context.active()): RequestContext {
  return carried(from)?.ids ?? {};
}

/** The same as span and log attributes; undefined when there are none. */
export function requestAttributes(from: Context): Readonly<Record<string, string>> | undefined {
  return carried(from)?.attributes;
}

function contextWithIds(parent: Context, ids: RequestContext): Context {
  const all = { ...requestContext(parent), ...ids };
  const attributes: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(attributeOf)) {
    const value = all[name as keyof RequestContext];
    if (typeof value === 'string' && value !== '') attributes[attribute] = value;
  }
  return parent.setValue(carriedKey, { ids: all, attributes } satisfies Carried);
}

function carried(from: Context): Carried | undefined {
  return from.getValue(carriedKey) as Carried | undefined;
}
