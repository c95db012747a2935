/** A row of the fault table: a test, or the reason why this machine or variant leaves it out. */
import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';
import { randomOf } from './random.ts';

/** What a row needs beyond Node. */
export interface RowNeeds {
  /** Why it cannot run here; undefined when it can. */
  readonly leftOut?: string | undefined;
}

/** The long variant: `npm run test:faults -- --full`. */
export const isFull = process.env['SONDE_FAULTS_FULL'] === '1';

/** One value for the quick variant, one for the full. */
export function quickOrFull<T>(quick: T, full: T): T {
  return isFull ? full : quick;
}

/** Declares a row. One that is left out keeps its line in the table, with the reason. */
export function row(name: string, run: () => Promise<void>, { leftOut }: RowNeeds = {}): void {
  if (leftOut === undefined) test(name, run);
  else test(`${name} [left out: ${leftOut}]`, () => {});
}

/** Undefined when this process may mount and make network namespaces, else the reason. */
export function withoutRoot(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'needs root';
}

/** Undefined when a program answers, else the reason. */
export function without(program: string, ...args: readonly string[]): string | undefined {
  const { error, status } = spawnSync(program, args);
  return error === undefined && status === 0 ? undefined : `needs ${[program, ...args].join(' ')}`;
}

/** Seeds of a row: 1 to `quick`, or to `full`; `SEED` repeats one. */
export function seedsOf(quick: number, full: number = quick): readonly number[] {
  const one = Number(process.env['SEED'] ?? Number.NaN);
  if (Number.isInteger(one)) return [one];
  return Array.from({ length: quickOrFull(quick, full) }, (_, index) => index + 1);
}

/** Runs something that a seed decides; a failure names the seed. */
export async function withSeed(
  seed: number,
  run: (random: () => number) => Promise<void> | void,
): Promise<void> {
  try {
    await run(randomOf(seed));
  } catch (error) {
    throw new Error(`seed ${seed} (SEED=${seed} repeats it): ${(error as Error).message}`, { cause: error });
  }
}
