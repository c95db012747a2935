/** Which detail level applies to an operation, and changing it while the application runs. */
import { type DetailLevel, detailAtLeast } from '@sonde/conventions';
import { runtime } from './runtime.ts';

/** What a change of detail applies to; without a target it applies to everything. */
export interface DetailTarget {
  /** Name of an operation, as given to `observe`. */
  readonly operation?: string;
  readonly sessionId?: string;
}

/**
 * Sets how much is observed, from now on.
 *
 * @param level - The new level; undefined takes an earlier setting for the same target back.
 * @param target - What it applies to (everything).
 */
export function setDetail(level: DetailLevel | undefined, target: DetailTarget = {}): void {
  const { operation, sessionId } = target;
  if (operation !== undefined) put(runtime.detail.operations, operation, level);
  if (sessionId !== undefined) put(runtime.detail.sessions, sessionId, level);
  if (operation === undefined && sessionId === undefined) runtime.detail.level = level ?? 'errors';
}

/** The level in force: the operation's own, else the higher of the session's and the global one. */
export function detailFor(operation: string, sessionId: string | undefined): DetailLevel {
  const { level, operations, sessions } = runtime.detail;
  const own = operations.size > 0 ? operations.get(operation) : undefined;
  if (own !== undefined) return own;
  const session = sessionId !== undefined && sessions.size > 0 ? sessions.get(sessionId) : undefined;
  return session !== undefined && detailAtLeast(session, level) ? session : level;
}

function put(levels: Map<string, DetailLevel>, key: string, level: DetailLevel | undefined): void {
  if (level === undefined) levels.delete(key);
  else levels.set(key, level);
}
