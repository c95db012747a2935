/** Where the copying of every spool goes on: what the index knows, and what the log says behind it. */
import { setImmediate as turn } from 'node:timers/promises';
import { FrameKind, type FramePosition, SegmentFollower } from '@sonde/otlp/segments';
import type { SpoolCheckpoint } from '../index/arrival.ts';
import { parseCheckpoint } from '../log/settle-frames.ts';

/** Checkpoints in the index, and up to where it has read the log. */
export interface IndexedCheckpoints {
  readonly checkpoints: readonly SpoolCheckpoint[];
  readonly cursor?: FramePosition;
}

/**
 * The latest checkpoint of every spool, by name.
 *
 * @param logDirectory - Read from the cursor on, because the index may be behind.
 */
export async function latestCheckpoints(
  logDirectory: string,
  { checkpoints, cursor }: IndexedCheckpoints,
): Promise<ReadonlyMap<string, SpoolCheckpoint>> {
  const latest = new Map(checkpoints.map((checkpoint) => [checkpoint.spool, checkpoint]));
  const directory = logDirectory;
  const follower = new SegmentFollower(cursor ? { directory, from: cursor } : { directory });
  for (;;) {
    const { frames, caughtUp } = follower.poll();
    for (const frame of frames) {
      const found = frame.kind === FrameKind.checkpoint ? parseCheckpoint(frame) : undefined;
      if (found)
        latest.set(found.spool, { spool: found.spool, segment: found.segment, offset: found.offset });
    }
    if (caughtUp) return latest;
    await turn();
  }
}
