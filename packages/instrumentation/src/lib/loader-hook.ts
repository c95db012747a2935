/** Sees the ES modules of observed libraries when they are loaded. */
import { register as registerOffThread } from 'node:module';
import { addHook, type HookFunction } from 'import-in-the-middle';
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';
import { fileUrlPattern } from './library.ts';
import { isWanted, libraries, moduleLoaded, registry } from './registry.ts';

/**
 * Installs the hook, once in a process. It looks only at the files that are patched: hooking everything costs
 * start-up and breaks odd modules.
 */
export function installLoaderHook(): void {
  if (registry.esmHook !== undefined) return;
  const include = libraries.map(fileUrlPattern);
  // In thread needs a Node whose synchronous hooks accept CommonJS without source: 22.22.3, 24.11.1, 25.1, 26.
  if (supportsSyncHooks()) register({ include });
  else registerOffThread('import-in-the-middle/hook.mjs', import.meta.url, { data: { include } });
  registry.esmHook = supportsSyncHooks() ? 'in thread' : 'off thread';
  addHook(onModule);
}

const onModule: HookFunction = (url, namespace) => {
  if (isWanted(url)) moduleLoaded(url, namespace);
};
