/** Sees every CommonJS file of an observed library once, when it has been evaluated. */
import Module from 'node:module';
import type { ModuleExports } from './library.ts';
import { isWanted, moduleLoaded, registry } from './registry.ts';

interface LoadedModule {
  readonly exports: ModuleExports;
}

/** Node's own, undocumented but unchanged since the first versions: every tool that compiles on load uses it. */
interface ModuleInternals {
  readonly _extensions: Record<string, (module: LoadedModule, filename: string) => void>;
  readonly _cache: Readonly<Record<string, LoadedModule | undefined>>;
}

/**
 * Installs the hook, once in a process, and takes what is loaded already. The handler of `.js` files gets the exact
 * file name and runs once per file; wrapping `Module._load` instead would have to resolve every request twice.
 */
export function installCommonJsHook(): void {
  if (registry.commonJsHook) return;
  registry.commonJsHook = true;
  const { _extensions, _cache } = Module as unknown as ModuleInternals;
  const load = _extensions['.js'];
  if (load === undefined) return;
  _extensions['.js'] = function loadObserved(module, filename) {
    load(module, filename);
    if (isWanted(filename)) moduleLoaded(filename, module.exports);
  };
  for (const [filename, module] of Object.entries(_cache))
    if (module !== undefined && isWanted(filename)) moduleLoaded(filename, module.exports);
}
