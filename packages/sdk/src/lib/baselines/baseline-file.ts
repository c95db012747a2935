/** The file of baselines: those of the newest two releases of a service, so that a deployment can be judged. */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { WatchedSnapshot } from '@sonde/observe';
import { makeDirectory } from '../make-directory.ts';

/** Baselines of one release. */
export interface ReleaseBaselines {
  /** `service.version`; empty when nobody said. */
  readonly release: string;
  /** When the release was first kept; a later one is newer. */
  readonly sinceTimeMs: number;
  readonly savedTimeMs: number;
  readonly baselines: readonly WatchedSnapshot[];
}

const VERSION = 1;
/** The running release and the one before it. */
const RELEASES_MAX = 2;
/** Some 300 operations: 15 ms to write, every 30 s at most; 20 operations take 1 ms (Node 24, 2 busy cores). */
const RELEASE_BYTES_MAX = 1_024 * 1_024;
const FILE_BYTES_MAX = RELEASES_MAX * RELEASE_BYTES_MAX + 65_536;
const KEY_LENGTH_MAX = 1_024;

/**
 * Reads the baselines of a service, newest release first. A file that is damaged, too large, of another service or
 * no file at all holds none.
 */
export function readBaselines(file: string, service: string): ReleaseBaselines[] {
  try {
    const status = lstatSync(file);
    if (!status.isFile() || status.size > FILE_BYTES_MAX) return [];
    const content = JSON.parse(readFileSync(file, 'utf8')) as { [name: string]: unknown } | null;
    if (content?.['version'] !== VERSION || content['service'] !== service) return [];
    return Array.isArray(content['releases']) ? content['releases'].filter(isRelease).map(readable) : [];
  } catch {
    return [];
  }
}

/**
 * Replaces the file atomically: readers see the old or the new one. Beyond 1 MiB a release the operations that are
 * called least are left out, beyond two releases the oldest.
 *
 * @param releases - In any order.
 * @throws the system's error.
 */
export function writeBaselines(file: string, service: string, releases: readonly ReleaseBaselines[]): void {
  const newest = releases.toSorted((a, b) => b.sinceTimeMs - a.sinceTimeMs).slice(0, RELEASES_MAX);
  const text = `{"version":${VERSION},"service":${JSON.stringify(service)},"releases":[\n${newest.map(textOf).join(',\n')}\n]}\n`;
  const temporary = `${file}.${process.pid}.tmp`;
  makeDirectory(dirname(file));
  try {
    // Whatever lies there is of a dead process, or a trap: a link would be followed, and keep its mode.
    rmSync(temporary, { force: true });
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function textOf({ baselines, ...release }: ReleaseBaselines): string {
  const texts: string[] = [];
  let sizeBytes = 0;
  for (const each of baselines.toSorted((a, b) => b.baseline.totalCount - a.baseline.totalCount)) {
    const text = JSON.stringify(each);
    sizeBytes += Buffer.byteLength(text) + 2;
    if (sizeBytes > RELEASE_BYTES_MAX) break;
    texts.push(text);
  }
  return `{${JSON.stringify(release).slice(1, -1)},"baselines":[\n${texts.join(',\n')}\n]}`;
}

function isRelease(value: unknown): value is ReleaseBaselines {
  const { release, sinceTimeMs, savedTimeMs, baselines } = (value ?? {}) as Partial<ReleaseBaselines>;
  const isDated = Number.isFinite(sinceTimeMs) && Number.isFinite(savedTimeMs);
  return typeof release === 'string' && isDated && Array.isArray(baselines);
}

function readable(release: ReleaseBaselines): ReleaseBaselines {
  return { ...release, baselines: release.baselines.filter(isBaseline) };
}

/** What lies deeper is checked by whoever restores it. */
function isBaseline(value: unknown): value is WatchedSnapshot {
  const { key, baseline } = (value ?? {}) as Partial<WatchedSnapshot>;
  return typeof key === 'string' && key.length <= KEY_LENGTH_MAX && Number.isFinite(baseline?.totalCount);
}
