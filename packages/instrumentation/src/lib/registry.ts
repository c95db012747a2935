/** Which libraries are observed in this process, shared by every installed copy of the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtime } from '@sonde/observe';
import { langchain } from './langchain/instrumentation.ts';
import { type Library, type ModuleExports, packageRootOf } from './library.ts';
import { openai } from './openai/instrumentation.ts';
import { inRange } from './version-range.ts';

/** What is known about one library. */
export interface LibraryState {
  readonly name: string;
  /** Version that was loaded, or is installed below the working directory. */
  readonly version?: string;
  readonly supported: string;
  /**
   * `active`: loaded and observed · `waiting`: installed, observed as soon as it is loaded · `not found` ·
   * `unsupported version` · `not patched`: loaded, but another instrumentation was there first or it has changed ·
   * `disabled` by the options.
   */
  readonly status: LibraryStatus;
  /** One sentence for people, where the status needs one. */
  readonly note?: string;
}

/** See {@link LibraryState.status}. */
export type LibraryStatus =
  | 'active'
  | 'waiting'
  | 'not found'
  | 'unsupported version'
  | 'not patched'
  | 'disabled';

/** A file that was loaded before anybody asked for instrumentation. */
interface LoadedFile {
  readonly path: string;
  readonly loaded: ModuleExports;
}

/** Never name a variable `exports`: the CommonJS build has one of its own. */
interface Registry {
  /** Names of the libraries to observe; undefined until `instrument` is called. */
  enabled: ReadonlySet<string> | undefined;
  readonly states: Map<string, LibraryState>;
  readonly files: LoadedFile[];
  esmHook: 'in thread' | 'off thread' | undefined;
  commonJsHook: boolean;
  onChange: () => void;
}

/** All libraries that can be observed. */
export const libraries: readonly Library[] = [openai, langchain];

/** Files remembered before `instrument` is called; each library has a handful, in a copy or two. */
const LOADED_MAX = 64;
const key = Symbol.for('sonde.instrumentation.registry.v1');
const holder = globalThis as { [key]?: Registry };

/** The state of this process. */
export const registry: Registry = (holder[key] ??= {
  enabled: undefined,
  states: new Map(),
  files: [],
  esmHook: undefined,
  commonJsHook: false,
  onChange: () => {},
});

/** True for the path or URL of a file that some library wants to see. */
export function isWanted(path: string): boolean {
  return libraries.some((library) => packageRootOf(library, path) !== undefined);
}

/**
 * Takes a loaded module. Never throws: it runs inside the application's own loading.
 *
 * @param path - Its path or file URL.
 * @param exports - Its exports.
 */
export function moduleLoaded(path: string, loaded: ModuleExports): void {
  try {
    if (registry.enabled !== undefined) patchFile(path, loaded);
    else if (registry.files.length < LOADED_MAX) registry.files.push({ path, loaded });
  } catch (error) {
    runtime.onInternalError('instrumentation', error);
  }
}

/** Patches what was loaded before `instrument` was called. */
export function patchLoaded(): void {
  for (const { path, loaded } of registry.files.splice(0)) moduleLoaded(path, loaded);
}

function patchFile(path: string, loaded: ModuleExports): void {
  for (const library of libraries) {
    const root = packageRootOf(library, path);
    if (root === undefined || !registry.enabled?.has(library.name)) continue;
    patchLibrary(library, versionIn(root), loaded);
  }
}

/**
 * Patches a library whose version is known.
 *
 * @param version - undefined when it could not be found out; then it is tried.
 */
export function patchLibrary(library: Library, version: string | undefined, loaded: ModuleExports): void {
  if (version !== undefined && !inRange(version, library.supported)) return refuse(library, version);
  const patched = library.patch(loaded);
  if (!patched && registry.states.get(library.name)?.status === 'active') return;
  setState(library, patched ? 'active' : 'not patched', version, patched ? undefined : NOT_PATCHED);
}

const NOT_PATCHED = 'another instrumentation patched it first, or it no longer has the methods known here';

function refuse(library: Library, version: string): void {
  const note = `${library.packageName} ${version} found, supported ${library.supported}: not instrumented`;
  const said = registry.states.get(library.name)?.note === note;
  setState(library, 'unsupported version', version, note);
  if (!said) process.emitWarning(note, { code: 'SONDE_UNSUPPORTED_VERSION' });
}

/** Records a library's state and tells who wants to know. */
export function setState(library: Library, status: LibraryStatus, version?: string, note?: string): void {
  registry.states.set(library.name, {
    name: library.name,
    supported: library.supported,
    status,
    ...(version === undefined ? {} : { version }),
    ...(note === undefined ? {} : { note }),
  });
  registry.onChange();
}

/** The version in a package's folder; undefined when it has none that can be read. */
export function versionIn(root: string): string | undefined {
  try {
    const folder = root.startsWith('file:') ? fileURLToPath(root) : root;
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { version } = manifest as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
