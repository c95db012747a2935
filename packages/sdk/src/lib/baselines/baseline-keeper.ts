/** Carries baselines over a restart: read at the start, written every 30 s when calls were made, and at the end. */
import { lstatSync } from 'node:fs';
import type { WatchedSnapshot } from '@sonde/observe';
import { guarded } from '../guarded.ts';
import { type ReleaseBaselines, readBaselines, writeBaselines } from './baseline-file.ts';

/** What is kept, and where. */
export interface BaselineKeeperOptions {
  readonly file: string;
  readonly service: string;
  /** Baselines of another release are no measure for this one. */
  readonly release: string;
  readonly processor: {
    snapshot(): WatchedSnapshot[];
    restore(snapshots: readonly WatchedSnapshot[]): void;
    judgeAgainst(release: string, snapshots: readonly WatchedSnapshot[]): void;
  };
  /** Whether operations are judged against the release before (true). */
  readonly comparesReleases?: boolean;
  /** Grows with every span: while it stands still, nothing is written. */
  readonly endedCount: () => number;
  /** False for a key that redaction would change: it stays off the disk. */
  readonly isPresentable: (key: string) => boolean;
}

/** Keeps until it is closed. */
export interface BaselineKeeper {
  /** Writes a last time, synchronously. */
  close(): void;
}

const INTERVAL_MS = 30_000;

/**
 * Restores the baselines of this release and keeps them from now on. Several processes of a service share the file:
 * the one that writes last wins, and leaves the other release's baselines as they are.
 */
export function keepBaselines(options: BaselineKeeperOptions): BaselineKeeper {
  const { file, service, release, processor, endedCount } = options;
  let others: readonly ReleaseBaselines[] = [];
  let sinceTimeMs = Date.now();
  let identity = '';
  let savedCount = endedCount();

  /** Two processes of two releases run side by side during a deployment: each keeps what the other wrote. */
  const read = (): readonly WatchedSnapshot[] => {
    identity = identityOf(file);
    const releases = readBaselines(file, service);
    const own = releases.find((each) => each.release === release);
    others = releases.filter((each) => each !== own);
    sinceTimeMs = own?.sinceTimeMs ?? sinceTimeMs;
    return own?.baselines ?? [];
  };
  const save = (): void => {
    if (endedCount() === savedCount) return;
    savedCount = endedCount();
    const baselines = processor.snapshot().filter(({ key }) => options.isPresentable(key));
    if (baselines.length === 0) return;
    if (identityOf(file) !== identity) read();
    writeBaselines(file, service, [...others, { release, sinceTimeMs, savedTimeMs: Date.now(), baselines }]);
    identity = identityOf(file);
  };

  guarded('restore baselines', () => {
    processor.restore(read());
    const [before] = others;
    if (before !== undefined && options.comparesReleases !== false)
      processor.judgeAgainst(before.release, before.baselines);
  });
  const timer = setInterval(() => guarded('keep baselines', save), INTERVAL_MS).unref();
  return {
    close: () => {
      clearInterval(timer);
      guarded('keep baselines', save);
    },
  };
}

/** Changes when another process has replaced the file. */
function identityOf(file: string): string {
  const status = lstatSync(file, { throwIfNoEntry: false });
  return status === undefined ? '' : `${status.ino} ${status.mtimeMs} ${status.size}`;
}
