/** The focused row of the waterfall as an element of the page: what screen readers read and the focus ring marks. */
import { formatDuration } from '../format/measures.ts';
import { visibleLine } from '../format/visible-text.ts';
import { kindLook } from '../parts/kinds.ts';
import { rowHeight } from './draw-waterfall.ts';
import type { SpanTree } from './span-tree.ts';
import { hasChildren, type WaterfallRow } from './waterfall-rows.ts';

/** Id of the element, for `aria-activedescendant`. */
export const rowElementId = 'waterfall-row';

/** Which row. */
export interface RowInPageProps {
  readonly tree: SpanTree;
  readonly rows: readonly WaterfallRow[];
  readonly collapsed: ReadonlySet<string>;
  readonly at: number;
  readonly isSelected: boolean;
}

/** The row; without a selection, the first one, so that the tree is never empty. */
export function RowInPage({ tree, rows, collapsed, at, isSelected }: RowInPageProps) {
  const row = rows[at];
  if (!row) return null;
  const isBranch = !row.log && hasChildren(tree, row.index);
  const depth = (tree.depth[row.index] ?? 0) + (row.log ? 2 : 1);
  return (
    <div
      id={rowElementId}
      class={isSelected ? 'row-in-page row-in-page-selected' : 'row-in-page'}
      role="treeitem"
      aria-level={depth}
      aria-selected={isSelected}
      aria-expanded={isBranch ? !collapsed.has(tree.spans[row.index]?.spanId ?? '') : undefined}
      aria-setsize={rows.length}
      aria-posinset={at + 1}
      style={{ top: `${at * rowHeight}px`, height: `${rowHeight}px` }}
    >
      <span class="visually-hidden">{describe(tree, row)}</span>
    </div>
  );
}

function describe(tree: SpanTree, row: WaterfallRow): string {
  if (row.log) return `Log, ${row.log.severity}: ${visibleLine(row.log.eventName || row.log.message)}`;
  const span = tree.spans[row.index];
  if (!span) return '';
  const status = span.status === 'error' ? ', failed' : '';
  return `${kindLook(span.kind).label} ${visibleLine(span.name)}, ${formatDuration(span.durationMs)}${status}`;
}
