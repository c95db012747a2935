/** Columns of text, aligned. */

/** One column. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

// oxlint-disable-next-line no-control-regex
const escapes = /\u001b\[[0-9;]*m/g;

/** Lays rows out under their titles. Cells may carry colours. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => width(row[i] ?? ''))));
  return all
    .map((row) =>
      columns
        .map(({ align }, i) => pad(row[i] ?? '', widths[i] ?? 0, align))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function width(cell: string): number {
  return cell.replace(escapes, '').length;
}

function pad(cell: string, to: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, to - width(cell)));
  return align === 'right' ? space + cell : cell + space;
}
