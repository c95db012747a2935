/** Claims a dead process's spool: of several processes that try, one has it. */
import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessAlive, ownIdentity, type ProcessIdentity } from '@sonde/otlp/segments';
import type { SpoolManifest } from './spool-manifest.ts';

/** A spool that is this process's until it is released, or for good. */
export interface SpoolClaim {
  /** The manifest's file; its name says who has the spool. */
  readonly file: string;
  /** As the process before wrote it. */
  readonly manifest: SpoolManifest;
}

const manifestName = /^spool(?:\.(\d+)-(\d+))?\.json$/;

/**
 * Makes a dead process's spool this one's. Rename is atomic: of several processes that try, one wins. The new name
 * says who it is until the content does.
 *
 * @param wanted - Asked before the spool is claimed.
 * @returns The claim; undefined when the spool is alive, not wanted, or somebody else's now.
 */
export function claimDeadSpool(
  directory: string,
  wanted: (manifest: SpoolManifest) => boolean,
): SpoolClaim | undefined {
  try {
    const name = readdirSync(directory).find((each) => manifestName.test(each));
    if (name === undefined) return undefined;
    const manifest = JSON.parse(readFileSync(join(directory, name), 'utf8')) as SpoolManifest;
    if (!wanted(manifest) || isProcessAlive(ownerOf(name, manifest), directory)) return undefined;
    const { pid, startTimeMs } = ownIdentity();
    const file = join(directory, `spool.${pid}-${startTimeMs}.json`);
    renameSync(join(directory, name), file);
    return { file, manifest };
  } catch {
    return undefined;
  }
}

/** Leaves a claimed spool as a dead process's, for whoever comes next. */
export function releaseSpool({ file }: SpoolClaim): void {
  renameSync(file, join(file, '..', 'spool.json'));
}

function ownerOf(name: string, manifest: SpoolManifest): ProcessIdentity {
  const [, pid = manifest.pid, startTimeMs = manifest.startTimeMs] = manifestName.exec(name) ?? [];
  return { ...manifest, pid: Number(pid), startTimeMs: Number(startTimeMs) };
}
