/** Turning instrumentation on, and what came of it. */
import { join, parse } from 'node:path';
import { installCommonJsHook } from './commonjs-hook.ts';
import type { Library, ModuleExports } from './library.ts';
import {
  type LibraryState,
  libraries,
  patchLibrary,
  patchLoaded,
  registry,
  setState,
  versionIn,
} from './registry.ts';
import { inRange } from './version-range.ts';

/** Which libraries are observed. */
export interface InstrumentOptions {
  /** Names of the only libraries to observe (all). */
  readonly only?: readonly string[];
  /** Names of libraries to leave alone (none). */
  readonly except?: readonly string[];
  /** Told at once and whenever the state of a library changes. */
  readonly onReport?: (report: InstrumentationReport) => void;
}

/** What is observed, and why something is not. */
export interface InstrumentationReport {
  readonly libraries: readonly LibraryState[];
  /**
   * Whether ES modules are seen when they are loaded: by `@sonde/instrumentation/hook`, in the application's thread
   * or (older versions of Node) off it. Without it only CommonJS modules are.
   */
  readonly esmHook: 'in thread' | 'off thread' | 'none';
}

/**
 * Observes the known libraries, those loaded already (CommonJS) and those loaded from now on. ES modules are seen
 * when `@sonde/instrumentation/hook` was imported before them. Calling it again changes which are observed from then
 * on.
 *
 * @param options - Which libraries.
 * @returns The state of every library now.
 * @example
 * const { libraries } = instrument({ except: ['langchain'] });
 */
export function instrument(options: InstrumentOptions = {}): InstrumentationReport {
  const { onReport, only, except = [] } = options;
  const enabled = libraries.filter(({ name }) => (only?.includes(name) ?? true) && !except.includes(name));
  registry.enabled = new Set(enabled.map(({ name }) => name));
  registry.onChange = () => {};
  for (const library of libraries) {
    if (!enabled.includes(library)) setState(library, 'disabled');
    else if (registry.states.get(library.name)?.status !== 'active') lookAround(library);
  }
  installCommonJsHook();
  patchLoaded();
  registry.onChange = () => onReport?.(instrumentationReport());
  registry.onChange();
  return instrumentationReport();
}

/**
 * Observes libraries by their exports, for loaders and bundles that no hook reaches.
 *
 * @param modules - The exports by library name, as `import * as openai from 'openai'` gives them.
 * @returns The state of every library now.
 */
export function instrumentModules(modules: Readonly<Record<string, object>>): InstrumentationReport {
  for (const library of libraries) {
    const loaded = modules[library.name];
    if (loaded !== undefined) patchLibrary(library, undefined, loaded as ModuleExports);
  }
  return instrumentationReport();
}

/** The state of every library now. */
export function instrumentationReport(): InstrumentationReport {
  return { libraries: [...registry.states.values()], esmHook: registry.esmHook ?? 'none' };
}

/** Says what is installed before it is loaded, so that a report is of use at the start. */
function lookAround(library: Library): void {
  const version = installedVersion(library.packageName);
  if (version === undefined) setState(library, 'not found');
  else if (inRange(version, library.supported)) setState(library, 'waiting', version);
  else setState(library, 'unsupported version', version);
}

function installedVersion(packageName: string): string | undefined {
  const { root } = parse(process.cwd());
  for (let folder = process.cwd(); ; folder = join(folder, '..')) {
    const version = versionIn(join(folder, 'node_modules', packageName));
    if (version !== undefined || folder === root) return version;
  }
}
