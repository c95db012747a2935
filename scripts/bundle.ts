/**
 * Makes one file of each door of the packages that applications load, and one of what its doors share: reading some
 * 370 small files took 67 of the 237 ms of processor time that a start took (Node 24). Types stay as `tsc` writes them.
 */
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import bundled from './bundled-packages.json' with { type: 'json' };

type Format = 'esm' | 'cjs';

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly require?: object }>>;
}

const endings: Readonly<Record<Format, string>> = { esm: 'js', cjs: 'cjs' };

/** Bundles what `tsc` has written of the packages that every application loads which starts the SDK. */
export async function bundlePackages(): Promise<void> {
  for (const name of bundled) {
    const folder = join('packages', name);
    rmSync(join(folder, 'dist', 'bundle'), { recursive: true, force: true });
    for (const format of ['esm', 'cjs'] as const) await bundle(folder, format);
  }
}

async function bundle(folder: string, format: Format): Promise<void> {
  const bundle = await rolldown({
    input: doorsOf(folder, format),
    platform: 'node',
    // Other packages stay packages: an application may load them by itself, and must then have the same one.
    external: (id) => !id.startsWith('.') && !id.startsWith(process.cwd()),
    onwarn: ({ message }) => {
      throw new Error(`${folder}: ${message}`);
    },
  });
  const ending = endings[format];
  await bundle.write({
    dir: join(folder, 'dist', 'bundle', format),
    format,
    entryFileNames: `[name].${ending}`,
    chunkFileNames: `shared-[name].${ending}`,
  });
}

/** Door by name: its file as ES module. A door without `require` has no CommonJS. */
function doorsOf(folder: string, format: Format): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const names = globSync(`${folder}/src/*.ts`).map((file) => basename(file, '.ts'));
  const offered = names.filter((name) => {
    const door = exports[name === 'index' ? '.' : `./${name}`];
    return door !== undefined && (format === 'esm' || door.require !== undefined);
  });
  const files = offered.map(
    (name) => [name, join(process.cwd(), folder, 'dist', 'esm', `${name}.js`)] as const,
  );
  const missing = files.find(([, file]) => !existsSync(file));
  if (missing !== undefined) throw new Error(`${missing[1]} is not compiled`);
  return Object.fromEntries(files);
}
