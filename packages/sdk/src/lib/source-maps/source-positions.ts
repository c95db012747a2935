/** Where positions of generated files come from, remembered: looking one up reads its file and map once. */
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CodeLocation } from '@sonde/observe';
import { MappingScan } from './mapping-scan.ts';
import { type MapPlace, mapPlaceOf, parseSourceMap, type SourceMap } from './source-map-text.ts';

/** A place in a source. */
export interface SourceLocation {
  readonly filePath: string;
  readonly line: number;
  readonly column: number;
}

/** Positions remembered: the stacks of some hundred different failures. */
const POSITIONS_MAX = 5_000;
const FILE_BYTES_MAX = 32 * 1_024 * 1_024;
/** 1.3 ms of the application's time, 4 ms the first time (Node 24). */
const SLICE_CHARACTERS = 100_000;

/** Looks positions up in source maps. */
export class SourcePositions {
  /** By `file:line:column`; null where there is no source. The one added first goes first. */
  readonly #known = new Map<string, SourceLocation | null>();

  /** What is remembered: undefined when the position was not looked up yet. */
  known(location: CodeLocation): SourceLocation | null | undefined {
    return this.#known.get(keyOf(location));
  }

  /** Looks positions of one file up, in slices between which the application goes on. */
  async lookUp(filePath: string, locations: readonly CodeLocation[]): Promise<void> {
    const map = await loadMap(filePath).catch(() => undefined);
    if (map === undefined) return this.#remember(locations, undefined, undefined);
    const scan = new MappingScan(map.mappings, locations);
    while (!scan.run(SLICE_CHARACTERS)) await nextTurn();
    this.#remember(locations, map, scan);
  }

  /** The same at once: for a process that ends. */
  lookUpNow(filePath: string, locations: readonly CodeLocation[]): void {
    const map = loadMapNow(filePath);
    const scan = map && new MappingScan(map.mappings, locations);
    scan?.run(Number.POSITIVE_INFINITY);
    this.#remember(locations, map, scan);
  }

  #remember(
    locations: readonly CodeLocation[],
    map: SourceMap | undefined,
    scan: MappingScan | undefined,
  ): void {
    for (const location of locations) {
      const position = scan?.found.get(location);
      const filePath = position && map?.sources[position.source];
      const { line, column } = position ?? location;
      this.#known.set(keyOf(location), filePath === undefined ? null : { filePath, line, column });
      if (this.#known.size > POSITIONS_MAX) this.#forgetOne();
    }
  }

  #forgetOne(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

function keyOf({ filePath, line, column }: CodeLocation): string {
  return `${filePath}:${line}:${column}`;
}

async function loadMap(filePath: string): Promise<SourceMap | undefined> {
  const place = mapPlaceOf(await readBounded(filePath), filePath);
  if (place === undefined) return undefined;
  return 'text' in place ? parsed(place.text, filePath) : parsed(await readBounded(place.file), place.file);
}

async function readBounded(file: string): Promise<string> {
  return (await stat(file)).size > FILE_BYTES_MAX ? '' : readFile(file, 'utf8');
}

function loadMapNow(filePath: string): SourceMap | undefined {
  try {
    const place: MapPlace | undefined = mapPlaceOf(readBoundedNow(filePath), filePath);
    if (place === undefined) return undefined;
    return 'text' in place ? parsed(place.text, filePath) : parsed(readBoundedNow(place.file), place.file);
  } catch {
    return undefined;
  }
}

function readBoundedNow(file: string): string {
  return statSync(file).size > FILE_BYTES_MAX ? '' : readFileSync(file, 'utf8');
}

function parsed(text: string, file: string): SourceMap | undefined {
  return parseSourceMap(text, dirname(file));
}
