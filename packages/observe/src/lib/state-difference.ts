/** What a node changed in the state of its graph: which keys, never their values. */
import { isDeepStrictEqual } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_SONDE_GRAPH_STATE_ADDED,
  ATTR_SONDE_GRAPH_STATE_CHANGED,
  ATTR_SONDE_GRAPH_STATE_REMOVED,
} from '@sonde/conventions';
import type { Captured } from './capture.ts';

/** Keys told of each kind of change. */
const KEYS_MAX = 50;
const KEY_LENGTH_MAX = 128;

/**
 * Compares the captured input and output of a node, key by key.
 *
 * @returns Attributes for the kinds of change there are; undefined when one of the two is no state.
 */
export function stateDifference(
  before: Captured | undefined,
  after: Captured | undefined,
): Attributes | undefined {
  if (!isState(before) || !isState(after)) return undefined;
  const has = (state: object, key: string) => Object.hasOwn(state, key);
  const kept = Object.keys(after).filter((key) => has(before, key));
  const kinds = {
    [ATTR_SONDE_GRAPH_STATE_ADDED]: Object.keys(after).filter((key) => !has(before, key)),
    [ATTR_SONDE_GRAPH_STATE_CHANGED]: kept.filter((key) => !isDeepStrictEqual(before[key], after[key])),
    [ATTR_SONDE_GRAPH_STATE_REMOVED]: Object.keys(before).filter((key) => !has(after, key)),
  };
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([name, keys]) => (keys.length === 0 ? [] : [[name, bounded(keys)]])),
  );
}

function isState(value: Captured | undefined): value is { readonly [key: string]: Captured } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bounded(keys: readonly string[]): string[] {
  const shown = keys.slice(0, KEYS_MAX).map((key) => key.slice(0, KEY_LENGTH_MAX));
  return keys.length > KEYS_MAX ? [...shown, `…[${keys.length - KEYS_MAX} more]`] : shown;
}
