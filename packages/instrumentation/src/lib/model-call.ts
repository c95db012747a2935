/**
 * One logical model call is one span. A framework that reports a model call and the client library that carries it
 * out see the same call; the framework opens the span and offers it here, the client's instrumentation finds the
 * offer in its context and completes that span instead of starting a second one. Usage is so counted once.
 */
import { type Context, context, createContextKey } from '@opentelemetry/api';
import type { Operation } from '@sonde/observe';

interface Offer {
  readonly operations: Operation[];
  /** How many have been taken by a client so far. */
  taken: number;
}

// createContextKey is Symbol.for in OpenTelemetry's API: two copies of this package share the key.
const offerKey = createContextKey('sonde.model.call');
const completedKey = Symbol.for('sonde.model.call.completed.v1');
const holder = globalThis as { [completedKey]?: WeakSet<Operation> };
const completed = (holder[completedKey] ??= new WeakSet());

/** Context in which a framework's model call runs; operations are offered into it once they have started. */
export function contextForModelCall(parent: Context = context.active()): Context {
  return parent.setValue(offerKey, { operations: [], taken: 0 } satisfies Offer);
}

/** Offers a framework's operation to the client that will carry it out. */
export function offerModelCall(operation: Operation): void {
  (context.active().getValue(offerKey) as Offer | undefined)?.operations.push(operation);
}

/**
 * The operation that a framework opened for the call at hand. Several calls of one batch are taken in the order in
 * which they started; a call that is tried again finds the same operation.
 */
export function takeModelCall(): Operation | undefined {
  const offer = context.active().getValue(offerKey) as Offer | undefined;
  if (offer === undefined) return undefined;
  const open = offer.operations.filter(({ ended }) => !ended);
  if (open.length === 0) return undefined;
  const operation = open[offer.taken % open.length];
  offer.taken += 1;
  return operation;
}

/** Marks that a client has told what it knows about an operation, which is more than the framework does. */
export function markCompleted(operation: Operation): void {
  completed.add(operation);
}

/** True when a client has told what it knows. */
export function wasCompleted(operation: Operation): boolean {
  return completed.has(operation);
}
