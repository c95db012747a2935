/** Which detail level applies to an operation, and changing it while the application runs. */
import { type DetailLevel, detailAtLeast } from '@sonde/conventions';
import { sharedState } from './shared-state.ts';

/** Sessions end without saying so: a service that raises the level of each would otherwise grow for ever. */
const SESSIONS_MAX = 10_000;
/** Levels for a while are as many at most. */
const PASSING_MAX = 10_000;

interface Passing {
  readonly level: DetailLevel;
  /** On the clock of `performance.now()`. */
  readonly untilMs: number;
}

const settings = sharedState('detail.v3', () => ({
  level: 'errors' as DetailLevel,
  operations: new Map<string, DetailLevel>(),
  /** The one set longest ago first. */
  sessions: new Map<string, DetailLevel>(),
  sessionsDroppedCount: 0,
  /** Levels for a while by target, in front of the others. */
  passing: new Map<string, Passing>(),
}));

/** What a change of detail applies to; without a target it applies to everything. */
export interface DetailTarget {
  /** Name of an operation, as given to `observe`. */
  readonly operation?: string;
  /** The 10,000 sessions set last are kept. */
  readonly sessionId?: string;
  /** How long it applies, in ms; then the level from before is in force again (for good). */
  readonly forMs?: number;
}

/**
 * Sets how much is observed, from now on. The level of an operation wins over the one it was wrapped with, and that over
 * those of its session and of everything, of which the higher counts.
 *
 * @param level - The new level; undefined takes an earlier setting for the same target back: with `forMs` the one for a
 * while, else the one for good.
 * @param target - What it applies to, and for how long (everything, for good).
 * @example
 * setDetail('debug', { operation: 'lookup', forMs: 300_000 });
 */
export function setDetail(level: DetailLevel | undefined, target: DetailTarget = {}): void {
  const { operation, sessionId, forMs } = target;
  if (forMs !== undefined) {
    for (const key of keysOf(target)) putPassing(key, level, forMs);
    return;
  }
  if (operation !== undefined) put(settings.operations, operation, level);
  if (sessionId !== undefined) putSession(sessionId, level);
  if (operation === undefined && sessionId === undefined) settings.level = level ?? 'errors';
}

/**
 * Remembers all levels that are set.
 *
 * @returns Sets them again, and nothing else.
 * @internal
 */
export function rememberDetail(): () => void {
  const { level } = settings;
  const levels = [settings.operations, settings.sessions, settings.passing].map(
    (map: Map<string, unknown>) => ({ map, entries: [...map] }),
  );
  return () => {
    settings.level = level;
    for (const { map, entries } of levels) {
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
    }
  };
}

/** How many sessions lost their own level, because 10,000 others were set after them. */
export function sessionLevelsDropped(): number {
  return settings.sessionsDroppedCount;
}

/**
 * The level in force: the one set for the operation, else the one it was wrapped with, else the higher of the session's and
 * the global one.
 *
 * @param own - Level that the operation was wrapped with (none).
 */
export function detailFor(operation: string, sessionId: string | undefined, own?: DetailLevel): DetailLevel {
  const { operations, sessions } = settings;
  const isPassing = settings.passing.size > 0;
  const set =
    (isPassing ? passingLevel(operationKey(operation)) : undefined) ??
    (operations.size > 0 ? operations.get(operation) : undefined) ??
    own;
  if (set !== undefined) return set;
  const level = (isPassing ? passingLevel(EVERYTHING) : undefined) ?? settings.level;
  if (sessionId === undefined) return level;
  const session =
    (isPassing ? passingLevel(sessionKey(sessionId)) : undefined) ??
    (sessions.size > 0 ? sessions.get(sessionId) : undefined);
  return session !== undefined && detailAtLeast(session, level) ? session : level;
}

const EVERYTHING = 'everything';

function operationKey(operation: string): string {
  return `operation ${operation}`;
}

function sessionKey(sessionId: string): string {
  return `session ${sessionId}`;
}

function keysOf({ operation, sessionId }: DetailTarget): string[] {
  const keys = [
    ...(operation === undefined ? [] : [operationKey(operation)]),
    ...(sessionId === undefined ? [] : [sessionKey(sessionId)]),
  ];
  return keys.length === 0 ? [EVERYTHING] : keys;
}

function passingLevel(key: string): DetailLevel | undefined {
  const passing = settings.passing.get(key);
  if (passing === undefined) return undefined;
  if (performance.now() < passing.untilMs) return passing.level;
  settings.passing.delete(key);
  return undefined;
}

function putPassing(key: string, level: DetailLevel | undefined, forMs: number): void {
  const { passing } = settings;
  passing.delete(key);
  if (level === undefined || !(forMs > 0)) return;
  passing.set(key, { level, untilMs: performance.now() + forMs });
  if (passing.size <= PASSING_MAX) return;
  const [oldest = ''] = passing.keys();
  passing.delete(oldest);
  settings.sessionsDroppedCount += 1;
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
