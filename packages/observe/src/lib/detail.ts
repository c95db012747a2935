/** Which detail level applies to an operation, and changing it while the application runs. */
import { type DetailLevel, detailAtLeast } from '@sonde/conventions';
import { sharedState } from './shared-state.ts';

/** Sessions end without saying so: a service that raises the level of each would otherwise grow for ever. */
const SESSIONS_MAX = 10_000;

const settings = sharedState('detail.v2', () => ({
  level: 'errors' as DetailLevel,
  operations: new Map<string, DetailLevel>(),
  /** The one set longest ago first. */
  sessions: new Map<string, DetailLevel>(),
  sessionsDroppedCount: 0,
}));

/** What a change of detail applies to; without a target it applies to everything. */
export interface DetailTarget {
  /** Name of an operation, as given to `observe`. */
  readonly operation?: string;
  /** The 10,000 sessions set last are kept. */
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
  if (operation !== undefined) put(settings.operations, operation, level);
  if (sessionId !== undefined) putSession(sessionId, level);
  if (operation === undefined && sessionId === undefined) settings.level = level ?? 'errors';
}

/** How many sessions lost their own level, because 10,000 others were set after them. */
export function sessionLevelsDropped(): number {
  return settings.sessionsDroppedCount;
}

/** The level in force: the operation's own, else the higher of the session's and the global one. */
export function detailFor(operation: string, sessionId: string | undefined): DetailLevel {
  const { level, operations, sessions } = settings;
  const own = operations.size > 0 ? operations.get(operation) : undefined;
  if (own !== undefined) return own;
  const session = sessionId !== undefined && sessions.size > 0 ? sessions.get(sessionId) : undefined;
  return session !== undefined && detailAtLeast(session, level) ? session : level;
}

/** A session that is set again becomes the newest. */
function putSession(sessionId: string, level: DetailLevel | undefined): void {
  const { sessions } = settings;
  sessions.delete(sessionId);
  if (level === undefined) return;
  sessions.set(sessionId, level);
  if (sessions.size <= SESSIONS_MAX) return;
  const [oldest = ''] = sessions.keys();
  sessions.delete(oldest);
  settings.sessionsDroppedCount += 1;
}

function put(levels: Map<string, DetailLevel>, key: string, level: DetailLevel | undefined): void {
  if (level === undefined) levels.delete(key);
  else levels.set(key, level);
}
