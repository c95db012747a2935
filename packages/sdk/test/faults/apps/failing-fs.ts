/** The file system of this process, whose n-th call on files of a folder fails: SQLite's way of testing I/O errors. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Which calls fail. */
export interface FailurePlan {
  /** Folder whose files are meant. */
  readonly folder: string;
  /** First call that fails, from 1. */
  readonly from: number;
  /** How many fail in a row. */
  readonly count: number;
  readonly code: 'EIO' | 'ENOSPC' | 'EMFILE' | 'EACCES';
  /** A write that comes first takes this share of its bytes, 0 to 1, and does not fail. */
  readonly partOfWrite: number;
}

const byPath = [
  'openSync',
  'mkdirSync',
  'readdirSync',
  'unlinkSync',
  'renameSync',
  'rmSync',
  'readFileSync',
  'writeFileSync',
  'statSync',
  'lstatSync',
  'utimesSync',
] as const;
const byDescriptor = [
  'writeSync',
  'writevSync',
  'readSync',
  'fstatSync',
  'ftruncateSync',
  'futimesSync',
] as const;
type Call = (...args: unknown[]) => unknown;

const real = fs as unknown as Record<string, Call>;
const originals = new Map<string, Call>(
  [...byPath, ...byDescriptor, 'closeSync'].map((name) => [name, real[name] as Call]),
);
const descriptors = new Set<unknown>();
let plan: FailurePlan | undefined;
let calls = 0;

/** Calls so far on files of the folder. */
export function callCount(): number {
  return calls;
}

/** Lets calls fail from now on; undefined: none. */
export function failCalls(next: FailurePlan | undefined): void {
  plan = next;
  calls = 0;
}

/** Puts itself between this process and its file system. */
export function installFailingFs(): void {
  for (const name of byPath) {
    const original = originals.get(name) as Call;
    real[name] = (...args) => {
      const isMeant = plan !== undefined && String(args[0]).startsWith(plan.folder);
      if (isMeant && isDue()) throw failure(name, args[0]);
      const result = original(...args);
      if (name === 'openSync' && isMeant) descriptors.add(result);
      return result;
    };
  }
  for (const name of byDescriptor) {
    const original = originals.get(name) as Call;
    real[name] = (...args) => {
      if (!descriptors.has(args[0]) || !isDue()) return original(...args);
      const part = name === 'writeSync' ? partLength(args[3]) : 0;
      if (part > 0) return original(args[0], args[1], args[2], part, args[4]);
      throw failure(name, args[0]);
    };
  }
  const close = originals.get('closeSync') as Call;
  real['closeSync'] = (...args) => {
    descriptors.delete(args[0]);
    return close(...args);
  };
  syncBuiltinESMExports();
}

function isDue(): boolean {
  if (plan === undefined) return false;
  calls += 1;
  return calls >= plan.from && calls < plan.from + plan.count;
}

/** The system takes a part before it refuses: the first write that is due to fail is short. */
function partLength(lengthBytes: unknown): number {
  if (plan === undefined || calls > plan.from) return 0;
  return Math.floor(Number(lengthBytes) * plan.partOfWrite);
}

function failure(name: string, target: unknown): Error {
  const code = plan?.code ?? 'EIO';
  return Object.assign(new Error(`${code}: seeded failure, ${name} '${target}'`), { code, syscall: name });
}
