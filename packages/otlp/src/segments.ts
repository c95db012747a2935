/** Segments: the append-only files Sonde spools and stores telemetry in. */
export { isProcessAlive, ownIdentity, type ProcessIdentity, startHeartbeat } from './lib/process-identity.ts';
export { recoverOpenSpans, touchOpenSpans, writeOpenSpans } from './lib/segments/open-spans.ts';
export {
  isRecordKind,
  parseJson,
  parseRecord,
  parseRequest,
  type ReceivedRequest,
  type RecordPayload,
  type ResolvedFrame,
} from './lib/segments/record-payload.ts';
export { readFrameAt, resolveFrame } from './lib/segments/resolve-frame.ts';
export { listSegments, type SegmentListing, segmentFile } from './lib/segments/segment-files.ts';
export { type FollowedFrames, SegmentFollower } from './lib/segments/segment-follower.ts';
export {
  type Frame,
  FrameKind,
  type FrameKindName,
  type FramePosition,
  type RecordKind,
} from './lib/segments/segment-format.ts';
export { type FrameBatch, SegmentReader } from './lib/segments/segment-reader.ts';
export { type LostFrames, SegmentWriteError } from './lib/segments/segment-write-error.ts';
export { SegmentWriter, type SegmentWriterOptions } from './lib/segments/segment-writer.ts';
