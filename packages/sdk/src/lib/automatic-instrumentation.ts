/** Turns on `@sonde/instrumentation` where it is installed. It is optional, and no static dependency of the SDK. */
import { resolve } from 'node:path';
import { runtime } from '@sonde/observe';

const instrumentation = '@sonde/instrumentation';
const loaderHook = '@sonde/instrumentation/hook';

interface Instrumentation {
  instrument(): unknown;
}

/**
 * Looks from the application: beside its main script, then from the working directory. Synchronous, so that it is
 * in place when `register()` returns.
 *
 * @returns true when it was found.
 */
export function instrumentFromApplication(): boolean {
  const bases = [process.argv[1] ?? '', 'application.js'];
  // Not imported: bundlers would take the calls for requests that they have to resolve (three warnings of webpack).
  const { createRequire } = process.getBuiltinModule('node:module');
  // With `node -e` the first argument is no script: it is looked for in the working directory, as good as any.
  return bases.some((base) => instrumentFrom((name) => createRequire(resolve(base))(name)));
}

/** Looks from the SDK itself, where both were installed apart from the application. */
export async function instrumentFromHere(): Promise<void> {
  try {
    await import(loaderHook);
    ((await import(instrumentation)) as Instrumentation).instrument();
  } catch (error) {
    if (!isNotInstalled(error)) runtime.onInternalError('load instrumentation', error);
  }
}

function instrumentFrom(load: (name: string) => unknown): boolean {
  try {
    load(loaderHook);
    (load(instrumentation) as Instrumentation).instrument();
    return true;
  } catch (error) {
    if (!isNotInstalled(error)) runtime.onInternalError('load instrumentation', error);
    return false;
  }
}

function isNotInstalled(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}
