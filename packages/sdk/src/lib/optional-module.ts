/** Packages that the SDK works with where the application has installed them. */
import { resolve } from 'node:path';

/**
 * Loads a package from the application: from its main script, then from the working directory. Synchronous, because
 * so is the start.
 *
 * @param name - Package name.
 * @returns What it exports; undefined when it is not installed.
 * @throws what the package itself throws.
 */
export function loadOptional(name: string): unknown {
  // Not imported: bundlers would take the calls for requests that they have to resolve (four warnings of webpack).
  const { createRequire } = process.getBuiltinModule('node:module');
  // With `node -e` the first argument is no script: it is looked for in the working directory, as good as any.
  for (const base of [process.argv[1] ?? '', 'application.js']) {
    const require = createRequire(resolve(base));
    if (isInstalled(require, name)) return require(name);
  }
  return undefined;
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
