/** What the waterfall is told, by the timeline around it, and tells back. */
import type { SpanTree } from './span-tree.ts';
import type { TimeWindow } from './time-window.ts';
import type { WaterfallRow } from './waterfall-rows.ts';

/** What the waterfall shows, and who hears of a choice. */
export interface WaterfallProps {
  readonly tree: SpanTree;
  readonly rows: readonly WaterfallRow[];
  readonly collapsed: ReadonlySet<string>;
  readonly window: TimeWindow;
  readonly selectedRow: number;
  readonly found: ReadonlySet<number> | undefined;
  readonly onSelect: (row: WaterfallRow) => void;
  readonly onToggle: (index: number) => void;
  readonly onWindow: (window: TimeWindow) => void;
  readonly onClose: () => void;
}
