/** Which rows a waterfall has: spans that no collapsed one hides, and the logs between them. */
import type { LogEntry } from '@sonde/store/reader';
import type { SpanTree } from './span-tree.ts';

/** A row: a span, or a log below its span. */
export interface WaterfallRow {
  /** Index of the span in the tree. */
  readonly index: number;
  readonly log?: LogEntry;
}

/** Rows in order. `collapsed` has ids of spans whose descendants are hidden. */
export function waterfallRows(
  tree: SpanTree,
  collapsed: ReadonlySet<string>,
  withLogs: boolean,
): readonly WaterfallRow[] {
  const rows: WaterfallRow[] = [];
  for (let index = 0; index < tree.spans.length; ) {
    rows.push({ index });
    if (withLogs) for (const log of tree.logs.get(index) ?? []) rows.push({ index, log });
    const isCollapsed = collapsed.has(tree.spans[index]?.spanId ?? '');
    index = isCollapsed ? (tree.end[index] ?? index + 1) : index + 1;
  }
  return rows;
}

/** Ids of all spans with children: collapsing them leaves the roots. */
export function collapsibleIds(tree: SpanTree): ReadonlySet<string> {
  return new Set(tree.spans.filter((_, index) => hasChildren(tree, index)).map((span) => span.spanId));
}

/** Whether a span has children. */
export function hasChildren(tree: SpanTree, index: number): boolean {
  return (tree.end[index] ?? 0) > index + 1;
}
