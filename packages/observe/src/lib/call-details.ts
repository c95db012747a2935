/** What is added to single calls beyond the ordinary: resources, caller, difference of states. */
import type { Span } from '@opentelemetry/api';
import { type CallResources, closeCall, type MeasurableCall, openCall } from './call-resources.ts';
import { callerAttributes } from './caller.ts';
import type { Captured } from './capture.ts';
import { runtime } from './runtime.ts';
import { stateDifference } from './state-difference.ts';

/** The part of an operation that is read and written. */
export interface DetailedCall extends MeasurableCall {
  readonly span: Span;
  readonly spec: { readonly kind: string };
  readonly input: Captured | undefined;
  readonly output: Captured | undefined;
}

/** A call begins; returns its measurement, if it is measured. */
export function beginDetails(call: DetailedCall): CallResources | undefined {
  const resources = openCall(call);
  if (call.detail === 'debug') guarded('caller', () => call.span.setAttributes(callerAttributes() ?? {}));
  return resources;
}

/** A call ends, and its span can still be written to. */
export function endDetails(call: DetailedCall, resources: CallResources | undefined): void {
  const measured = closeCall(resources);
  if (measured !== undefined) call.span.setAttributes(measured);
  if (call.detail !== 'debug' || call.spec.kind !== 'graph') return;
  guarded('state difference', () => {
    call.span.setAttributes(stateDifference(call.input, call.output) ?? {});
  });
}

function guarded(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    runtime.onInternalError(what, error);
  }
}
