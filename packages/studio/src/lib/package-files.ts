/** Finds what belongs to this package, from the sources as well as from the build. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the built viewer. */
export function builtViewerDirectory(): string {
  return join(packageDirectory(), 'dist', 'ui');
}

/** Version of this package. */
export function packageVersion(): string {
  const text = readFileSync(join(packageDirectory(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function packageDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error('The package.json of @sonde/studio is missing.');
    directory = parent;
  }
  return directory;
}
