/** Names and listing of the segment files in a directory. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One segment file found in a directory. */
export interface SegmentListing {
  readonly number: number;
  readonly file: string;
  readonly sizeBytes: number;
}

/** Path of segment `number` (from 1) in a directory. */
export function segmentFile(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(8, '0')}.seg`);
}

/** Segments of a directory in order of their numbers; empty when the directory does not exist. */
export function listSegments(directory: string): SegmentListing[] {
  const listings: SegmentListing[] = [];
  for (const number of segmentNumbers(directory)) {
    const file = segmentFile(directory, number);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile()) listings.push({ number, file, sizeBytes: stats.size });
  }
  return listings;
}

/** Numbers of the segments of a directory, ascending. @internal */
export function segmentNumbers(directory: string): number[] {
  return entries(directory)
    .filter((name) => /^\d{8,}\.seg$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
