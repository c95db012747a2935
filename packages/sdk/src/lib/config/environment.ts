/** The one place that reads the environment. */
import { readFileSync } from 'node:fs';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** What Node does with rejections that nobody handles, as its flags say; the last one counts (`throw`). */
export function unhandledRejectionsMode(): string {
  const flags = [...(process.env['NODE_OPTIONS'] ?? '').split(' '), ...process.execArgv].join('=').split('=');
  const at = flags.lastIndexOf('--unhandled-rejections');
  return at < 0 ? 'throw' : (flags[at + 1] ?? 'throw');
}

/** Name and version in the package.json of the application, which is looked for from the working directory up. */
export function applicationPackage(startDirectory: string = process.cwd()): {
  readonly name?: string;
  readonly version?: string;
} {
  let directory = startDirectory;
  for (let depth = 0; depth < 32; depth += 1) {
    const found = readPackage(`${directory}/package.json`);
    if (found !== undefined) return found;
    const parent = directory.replace(/[\\/][^\\/]*$/, '');
    if (parent === directory || parent === '') break;
    directory = parent;
  }
  return {};
}

function readPackage(file: string): { readonly name?: string; readonly version?: string } | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown };
    return {
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof version === 'string' ? { version } : {}),
    };
  } catch {
    return undefined;
  }
}
