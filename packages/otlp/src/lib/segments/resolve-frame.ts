/** Joins a record frame with its resource and scope. */
import { isRecordKind, parseRecord, type ResolvedFrame } from './record-payload.ts';
import { segmentFile } from './segment-files.ts';
import type { Frame, FramePosition } from './segment-format.ts';
import { SegmentReader } from './segment-reader.ts';

/**
 * The frame with the bytes of its resource and scope, when it is a record.
 *
 * @returns undefined when the record refers to a resource or scope the segment does not hold.
 */
export function resolveFrame(reader: SegmentReader, frame: Frame): ResolvedFrame | undefined {
  if (!isRecordKind(frame.kind)) return { ...frame, flags: 0 };
  const parsed = parseRecord(frame);
  if (parsed === undefined) return undefined;
  const before = frame.position.offset;
  const resource = reader.resource(parsed.resourceOrdinal, before);
  const scope = reader.scope(parsed.scopeOrdinal, before);
  if (resource === undefined || scope === undefined) return undefined;
  const { kind, position, payload, end } = frame;
  return {
    kind,
    position,
    payload,
    end,
    flags: parsed.flags,
    raw: { resource, scope, record: parsed.message },
  };
}

/**
 * Reads one frame by its position, with resource and scope when it is a record.
 *
 * It opens the segment and reads it up to the frame; who reads many frames keeps a {@link SegmentReader} per segment
 * and calls {@link resolveFrame}.
 *
 * @returns undefined when the segment is gone or there is no valid frame at this offset.
 * @throws SondeError SEGMENT_UNKNOWN_VERSION
 */
export function readFrameAt(directory: string, position: FramePosition): ResolvedFrame | undefined {
  const reader = openSegment(directory, position.segment);
  if (reader === undefined) return undefined;
  try {
    const frame = reader.frameAt(position.offset);
    return frame && resolveFrame(reader, frame);
  } finally {
    reader.close();
  }
}

/** A reader of a segment, or undefined when the segment does not exist. @internal */
export function openSegment(directory: string, number: number): SegmentReader | undefined {
  try {
    return new SegmentReader(segmentFile(directory, number), number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
