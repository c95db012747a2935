/** The files git tracks, as the tidy rules see them. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One tracked file; paths are relative to the root, with slashes. */
export interface TrackedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly text: string;
}

/** What one rule has to say about one file. */
export interface Finding {
  readonly path: string;
  /** What is wrong and what to do instead. */
  readonly message: string;
  /** How bad it is, for rules about size: the length itself (1). */
  readonly amount?: number;
}

/** A claim about the tree, true when it has no findings. */
export interface Rule {
  readonly claim: string;
  readonly findings: (tree: readonly TrackedFile[]) => readonly Finding[];
}

/** The fields of package.json that rules look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A workspace with its manifest. */
export interface Workspace {
  /** Name of the folder under packages. */
  readonly name: string;
  readonly manifest: Manifest;
}

const BINARY = /\.(png|jpe?g|gif|webp|ico|woff2?|pb|bin|gz|zst|parquet|mdb|duckdb)$/;

/** Reads every tracked file of the working tree. */
export function readTree(root: string): TrackedFile[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .filter((path) => lstatSync(join(root, path)).isFile())
    .map((path) => ({
      path,
      sizeBytes: lstatSync(join(root, path)).size,
      text: BINARY.test(path) ? '' : readFileSync(join(root, path), 'utf8'),
    }));
}

/** The workspaces of the tree. */
export function workspacesOf(tree: readonly TrackedFile[]): Workspace[] {
  return tree.flatMap(({ path, text }) => {
    const name = /^packages\/([^/]+)\/package\.json$/.exec(path)?.[1];
    return name === undefined ? [] : [{ name, manifest: JSON.parse(text) as Manifest }];
  });
}

/** TypeScript that is published: sources of packages without tests and generated files. */
export function isProductSource(path: string): boolean {
  return /^packages\/[^/]+\/src\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$|\/generated\/|\.d\.ts$/.test(path);
}

/** TypeScript and JavaScript written by hand, wherever it is. */
export function isHandwritten(path: string): boolean {
  return /\.(ts|tsx|mjs|cjs|js)$/.test(path) && !/\/generated\/|\.d\.ts$|(^|\/)dist\//.test(path);
}

/** Line of a character offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
