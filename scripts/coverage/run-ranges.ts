/**
 * What processes ran of a source, as Node writes it with NODE_V8_COVERAGE. Node strips types by blanking them, so
 * offsets in what ran are offsets in the source.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What all processes together ran of one file. */
export interface RunRanges {
  readonly isRunAt: (offset: number) => boolean;
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

const scriptsOf = new Map<string, ReadonlyMap<string, readonly ScriptCoverage[]>>();

/** Ranges of a file over all processes whose coverage lies in a folder. */
export function rangesRun(folder: string, path: string): RunRanges {
  const scripts = readOnce(folder).get(pathToFileURL(path).href) ?? [];
  const processes = scripts.map(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return { isRunAt: (offset) => processes.some((ranges) => innermostCount(ranges, offset) > 0) };
}

function innermostCount(ranges: readonly Range[], offset: number): number {
  let innermost: Range | undefined;
  for (const range of ranges) {
    if (offset < range.startOffset || offset >= range.endOffset) continue;
    if (innermost === undefined || sizeOf(range) <= sizeOf(innermost)) innermost = range;
  }
  return innermost?.count ?? 0;
}

function sizeOf({ startOffset, endOffset }: Range): number {
  return endOffset - startOffset;
}

function readOnce(folder: string): ReadonlyMap<string, readonly ScriptCoverage[]> {
  let known = scriptsOf.get(folder);
  if (known === undefined) {
    known = Map.groupBy(
      existsSync(folder) ? readdirSync(folder).flatMap((file) => read(join(folder, file))) : [],
      ({ url }) => url,
    );
    scriptsOf.set(folder, known);
  }
  return known;
}

/** A process that was killed while it wrote leaves a torn file: it is left out. */
function read(file: string): readonly ScriptCoverage[] {
  try {
    const { result } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly result: readonly ScriptCoverage[];
    };
    return result.filter(({ url }) => url.includes('/packages/') && url.includes('/src/'));
  } catch {
    return [];
  }
}
