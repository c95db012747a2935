/** Finds the spools of a home: `spool/<service>/<spool>/` with a `spool.json`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '@sonde/otlp/segments';

/** One spool that the studio drains. */
export interface SpoolFolder extends ProcessIdentity {
  readonly directory: string;
  /** As the application names it. */
  readonly service: string;
  /** Folder name: pid and start time. */
  readonly spool: string;
  /** Name that no other spool of the home has: both folder names. */
  readonly key: string;
}

/** Folder that holds the spools of all services. */
export function spoolRoot(home: string): string {
  return join(home, 'spool');
}

/**
 * Lists the folders that may be spools, as `<service folder>/<spool folder>`. Links are not followed.
 *
 * @param root - {@link spoolRoot} of a home; may be missing.
 */
export async function listSpoolKeys(root: string): Promise<readonly string[]> {
  const services = await subfolders(root);
  const lists = await Promise.all(
    services.map(async (service) =>
      (await subfolders(join(root, service))).map((spool) => `${service}/${spool}`),
    ),
  );
  return lists.flat();
}

/**
 * Reads what a folder says about itself: `elsewhere` for a spool that its own process delivers to an endpoint,
 * undefined while it says nothing.
 */
export async function readSpoolFolder(
  root: string,
  key: string,
): Promise<SpoolFolder | 'elsewhere' | undefined> {
  const directory = join(root, key);
  try {
    const value: unknown = JSON.parse(await readFile(join(directory, 'spool.json'), 'utf8'));
    if (!isDescription(value)) return undefined;
    if (value.delivery !== 'studio') return 'elsewhere';
    const { service, pid, startTimeMs, pidScope } = value;
    const identity = { pid, startTimeMs, ...(pidScope === undefined ? {} : { pidScope }) };
    return { directory, service, ...identity, spool: key.slice(key.indexOf('/') + 1), key };
  } catch {
    return undefined; // not written yet, or taken over by another process
  }
}

interface SpoolDescription extends ProcessIdentity {
  readonly service: string;
  readonly delivery: string;
}

function isDescription(value: unknown): value is SpoolDescription {
  if (typeof value !== 'object' || value === null) return false;
  const { service, pid, startTimeMs, delivery, pidScope } = value as Partial<
    Record<keyof SpoolDescription, unknown>
  >;
  return (
    typeof service === 'string' &&
    typeof pid === 'number' &&
    typeof startTimeMs === 'number' &&
    typeof delivery === 'string' &&
    (pidScope === undefined || typeof pidScope === 'string')
  );
}

async function subfolders(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return []; // missing, or removed in the meantime
  }
}
