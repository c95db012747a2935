/** The parts of a source map that positions need, read from its text: the sources' own texts are never parsed. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A source map. */
export interface SourceMap {
  readonly mappings: string;
  /** Paths, or addresses of another kind, as they are shown. */
  readonly sources: readonly string[];
}

/** Where the map of a generated file is: in the file itself, or in another. */
export type MapPlace = { readonly text: string } | { readonly file: string };

const INLINE = /^data:application\/json[^,]*;base64,/;
/** `webpack://…`; one letter is a drive. */
const ADDRESS = /^[a-z][a-z0-9+.-]+:/i;
/** Lists of sources are short; a damaged one must not be searched for ever. */
const SOURCES_LENGTH_MAX = 1_000_000;

/** Finds the reference at the end of generated code; what is not a file or inline is not looked up. */
export function mapPlaceOf(code: string, file: string): MapPlace | undefined {
  const at = code.lastIndexOf('//# sourceMappingURL=');
  if (at < 0) return undefined;
  const reference = code.slice(at + '//# sourceMappingURL='.length).split(/\s/, 1)[0] ?? '';
  if (INLINE.test(reference))
    return { text: Buffer.from(reference.replace(INLINE, ''), 'base64').toString() };
  if (reference.startsWith('file:')) return { file: fileURLToPath(reference) };
  if (reference === '' || ADDRESS.test(reference)) return undefined;
  return { file: resolve(dirname(file), decodeURI(reference)) };
}

/**
 * Reads a map. Keys are found as they stand: within the text of a source every quotation mark is escaped.
 *
 * @param text - The map; one in sections is not read.
 * @param directory - What its sources are relative to.
 */
export function parseSourceMap(text: string, directory: string): SourceMap | undefined {
  const start = /"mappings"\s*:\s*"/.exec(text);
  const sources = listOf(text, /"sources"\s*:\s*\[/);
  if (start === null || sources === undefined || /"sections"\s*:\s*\[/.test(text)) return undefined;
  const from = start.index + start[0].length;
  const root = /"sourceRoot"\s*:\s*"([^"\\]*)"/.exec(text)?.[1] ?? '';
  return {
    mappings: text.slice(from, text.indexOf('"', from)),
    sources: sources.map((source) => shownPath(root, source, directory)),
  };
}

function listOf(text: string, key: RegExp): string[] | undefined {
  const start = key.exec(text);
  if (start === null) return undefined;
  const from = start.index + start[0].length - 1;
  const end = endOfList(text, from);
  return end === undefined ? undefined : (JSON.parse(text.slice(from, end)) as string[]);
}

function endOfList(text: string, from: number): number | undefined {
  let isText = false;
  for (let at = from; at < text.length && at - from < SOURCES_LENGTH_MAX; at += 1) {
    const character = text[at];
    if (isText && character === '\\') at += 1;
    else if (character === '"') isText = !isText;
    else if (!isText && character === ']') return at + 1;
  }
  return undefined;
}

function shownPath(root: string, source: string | null, directory: string): string {
  if (source === null) return '<unknown>';
  const isWhole = source.startsWith('/') || ADDRESS.test(source);
  const path = root === '' || isWhole ? source : `${root.replace(/\/$/, '')}/${source}`;
  if (path.startsWith('file:')) return fileURLToPath(path);
  return ADDRESS.test(path) ? path : resolve(directory, path);
}
