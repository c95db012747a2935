/** Where a record stands in the log: segment, offset of its frame, and ordinal inside the frame. */

/** Place of one record; ascending by arrival. */
export interface Pointer {
  /** Number of the segment file, from 1. */
  readonly segment: number;
  /** Offset of the frame in the file, in bytes. */
  readonly offset: number;
  /** Ordinal of the record in a request frame; 0 for a record frame. */
  readonly index: number;
}

/** Bytes of a pointer in a key. */
export const pointerBytes = 12;

/** Twenty-four hex digits that sort by arrival. */
export function pointerId(pointer: Pointer): string {
  return [pointer.segment, pointer.offset, pointer.index].map(hex8).join('');
}

/** The pointer behind an id; undefined when it is none. */
export function parsePointer(id: string): Pointer | undefined {
  if (!/^[0-9a-f]{24}$/.test(id)) return undefined;
  const [segment = 0, offset = 0, index = 0] = [0, 8, 16].map((start) =>
    Number.parseInt(id.slice(start, start + 8), 16),
  );
  return { segment, offset, index };
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0');
}
