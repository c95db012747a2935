/** What an instrumentation tells about itself: one table entry per library. */

/** The exports of a loaded module, of either module system. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** One instrumented library. */
export interface Library {
  /** Name in options and reports. */
  readonly name: string;
  /** Name of the npm package. */
  readonly packageName: string;
  /** Supported versions, as `>=4 <9`. */
  readonly supported: string;
  /** Files inside the package whose exports are patched: a pattern on the path below the package's folder. */
  readonly files: RegExp;
  /** Patches the exports of one such file; true when something is now observed. Never patches twice. */
  readonly patch: (loaded: ModuleExports) => boolean;
}

/** A library's folder inside a path or file URL, when the path names one of its patched files. */
export function packageRootOf(library: Library, path: string): string | undefined {
  const marker = `/node_modules/${library.packageName}/`;
  const plain = path.replaceAll('\\', '/');
  const at = plain.lastIndexOf(marker);
  if (at === -1) return undefined;
  const end = at + marker.length;
  return library.files.test(plain.slice(end)) ? path.slice(0, end) : undefined;
}

/** Pattern on the file URLs of a library's patched files: what the loader hook has to look at, and nothing else. */
export function fileUrlPattern({ packageName, files }: Library): RegExp {
  return new RegExp(`/node_modules/${packageName}/${files.source.replace(/^\^/, '')}`);
}
