/** What one segment holds. */
import { type FramePosition, type ResolvedFrame, SegmentFollower } from '@sonde/otlp/segments';

/** Reads a segment to its end, from a position in it. */
export function segmentFrames(directory: string, from: FramePosition): ResolvedFrame[] {
  const { segment } = from;
  const follower = new SegmentFollower({ directory, from });
  const found: ResolvedFrame[] = [];
  try {
    for (;;) {
      const { frames, end, caughtUp } = follower.poll();
      found.push(...frames.filter(({ position }) => position.segment === segment));
      if (caughtUp || end.segment > segment) return found;
    }
  } finally {
    // An open file keeps its disk space though it is removed.
    follower.close();
  }
}
