/** Prints one page of a list: as JSON, as a table, or what to say when there is nothing. */
import type { Page } from '@sonde/store/reader';
import type { CommandContext } from './command.ts';

/** How a page is shown. */
export interface PageText<T> {
  /** Said of an empty page. */
  readonly empty: string;
  readonly table: (items: readonly T[]) => string;
}

/** Prints a page as the command line asks for it. */
export function printPage<T>(
  { terminal, json }: CommandContext,
  page: Page<T>,
  { empty, table }: PageText<T>,
): void {
  if (json) terminal.out(JSON.stringify(page));
  else terminal.out(page.items.length === 0 ? empty : table(page.items));
}
