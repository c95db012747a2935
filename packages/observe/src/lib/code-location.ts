/** Where a stack of V8 begins in the application's own code. */
import { fileURLToPath } from 'node:url';
import { onceByFrames } from '@sonde/conventions';

/** A place in a source file. */
export interface CodeLocation {
  /** Empty at the top level of a module. */
  readonly functionName: string;
  readonly filePath: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Frames looked at: V8 keeps 10 unless told otherwise. */
const LINES_MAX = 50;
const namedFrame = /^\s*at (.+?) \((.+):(\d+):(\d+)\)$/;
const namelessFrame = /^\s*at (?:async )?(.+):(\d+):(\d+)$/;
const dependency = /[\\/]node_modules[\\/]/;

/**
 * The topmost frame of the application: not Node's own, not a dependency's.
 *
 * @param stack - As V8 prints it.
 * @returns undefined when there is none.
 */
export const codeLocation: (stack: string) => CodeLocation | undefined = onceByFrames((stack) => {
  for (const line of stack.split('\n', LINES_MAX)) {
    const location = parseStackLine(line);
    if (location !== undefined && !dependency.test(location.filePath)) return location;
  }
  return undefined;
});

/** The place that one line of a stack names; undefined where it names none, or none in a file. */
export function parseStackLine(line: string): CodeLocation | undefined {
  const named = namedFrame.exec(line);
  const [, place = '', lineText, columnText] =
    (named ? [named[0], ...named.slice(2)] : namelessFrame.exec(line)) ?? [];
  const filePath = filePathOf(place);
  if (filePath === undefined) return undefined;
  return {
    functionName: nameOf(named?.[1] ?? ''),
    filePath,
    line: Number(lineText),
    column: Number(columnText),
  };
}

function filePathOf(place: string): string | undefined {
  if (place === '' || place.startsWith('node:') || place.startsWith('<') || place === 'native')
    return undefined;
  if (!place.startsWith('file:')) return place;
  try {
    return fileURLToPath(place);
  } catch {
    return place;
  }
}

function nameOf(name: string): string {
  return name.replace(/^(?:async |new )+/, '').replace(/ \[as [^\]]*\]$/, '');
}
