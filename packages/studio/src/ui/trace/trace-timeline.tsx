/** Timeline of a trace: strip, waterfall, panel of what is selected, and their shared state. */
import type { ErrorOccurrence, SpanSummary } from '@sonde/store/reader';
import { useMemo, useState } from 'preact/hooks';
import { formatCount } from '../format/measures.ts';
import { filterValue, SwitchFilter, TextFilter } from '../parts/filters.tsx';
import { read } from '../reading/read.ts';
import { setFilters } from '../routing/location.ts';
import { SpanPanel } from '../span/span-panel.tsx';
import { LogPanel } from './log-panel.tsx';
import { Minimap } from './minimap.tsx';
import { spansWorthContent, subtreePrompt } from './outline.ts';
import { indexOfSpan, type SpanTree, selfTimeMs } from './span-tree.ts';
import type { TimeWindow } from './time-window.ts';
import { Waterfall } from './waterfall.tsx';
import { collapsibleIds, type WaterfallRow, waterfallRows } from './waterfall-rows.ts';

const contentsMax = 6;

/** What the timeline shows. */
export interface TraceTimelineProps {
  readonly tree: SpanTree;
  /** Exceptions of the trace; a span's own is shown beside it. */
  readonly errors: readonly ErrorOccurrence[];
}

/** The timeline. Selection, search and log rows are part of the address. */
export function TraceTimeline({ tree, errors }: TraceTimelineProps) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<TimeWindow | undefined>(undefined);
  const withLogs = filterValue('logs') !== '';
  const rows = useMemo(() => waterfallRows(tree, collapsed, withLogs), [tree, collapsed, withLogs]);
  const found = useFound(tree, filterValue('find'));
  const selected = useSelectedRow(tree, rows);
  const row = rows[selected];
  const whole = useMemo(() => ({ fromMs: 0, toMs: tree.endMs - tree.startMs }), [tree]);
  const shown = zoom ?? whole;
  const choose = (window: TimeWindow) =>
    setZoom(window.fromMs <= 0 && window.toMs >= whole.toMs ? undefined : window);
  const close = () => setFilters({ span: '', log: '' });
  const toggle = (index: number) => {
    const id = tree.spans[index]?.spanId ?? '';
    const next = new Set(collapsed);
    if (!next.delete(id)) next.add(id);
    setCollapsed(next);
  };
  return (
    <div class="timeline">
      <div class="timeline-tools">
        <TextFilter name="find" label="Find in trace" />
        {found && <span class="muted">{formatCount(found.size)} found</span>}
        <SwitchFilter name="logs" label="Logs as rows" />
        <button type="button" class="button" onClick={() => setCollapsed(new Set())}>
          Expand all
        </button>
        <button type="button" class="button" onClick={() => setCollapsed(collapsibleIds(tree))}>
          Collapse all
        </button>
        {zoom && (
          <button type="button" class="button" onClick={() => setZoom(undefined)}>
            Show all time
          </button>
        )}
      </div>
      <Minimap tree={tree} window={shown} onWindow={choose} />
      <div class="timeline-body">
        <Waterfall
          tree={tree}
          rows={rows}
          collapsed={collapsed}
          window={shown}
          selectedRow={selected}
          found={found}
          onSelect={selectRow(tree)}
          onToggle={toggle}
          onWindow={choose}
          onClose={close}
        />
        {row?.log && <LogPanel log={row.log} onClose={close} />}
        {row && !row.log && <PanelOfSpan tree={tree} errors={errors} index={row.index} onClose={close} />}
      </div>
    </div>
  );
}

interface PanelOfSpanProps extends TraceTimelineProps {
  readonly index: number;
  readonly onClose: () => void;
}

function PanelOfSpan({ tree, errors, index, onClose }: PanelOfSpanProps) {
  const span = tree.spans[index] as SpanSummary;
  const prompt = async () => {
    const chosen = spansWorthContent(tree, index, contentsMax);
    const details = await Promise.all(chosen.map(({ traceId, spanId }) => read('span', { traceId, spanId })));
    return subtreePrompt(
      tree,
      index,
      details.filter((detail) => detail !== undefined),
    );
  };
  return (
    <SpanPanel
      span={span}
      offsetMs={span.startMs - tree.startMs}
      selfMs={selfTimeMs(tree, index)}
      prompt={prompt}
      exception={errors.find((error) => error.spanId === span.spanId)}
      onClose={onClose}
    />
  );
}

function selectRow(tree: SpanTree) {
  return ({ index, log }: WaterfallRow) =>
    setFilters({ span: tree.spans[index]?.spanId ?? '', log: log?.id ?? '' });
}

function useSelectedRow(tree: SpanTree, rows: readonly WaterfallRow[]): number {
  const [spanId, logId] = [filterValue('span'), filterValue('log')];
  return useMemo(() => {
    let index = indexOfSpan(tree, spanId);
    if (logId !== '') {
      const at = rows.findIndex((row) => row.log?.id === logId);
      if (at >= 0) return at;
    }
    for (; index >= 0; index = tree.parent[index] ?? -1) {
      const at = rows.findIndex((row) => row.index === index && !row.log);
      if (at >= 0) return at;
    }
    return -1;
  }, [tree, rows, spanId, logId]);
}

function useFound(tree: SpanTree, text: string): ReadonlySet<number> | undefined {
  return useMemo(() => {
    if (text === '') return undefined;
    const wanted = text.toLowerCase();
    const fields = ({ name, kind, model, service, spanId }: SpanSummary) => [
      name,
      kind,
      model,
      service,
      spanId,
    ];
    const found = new Set<number>();
    tree.spans.forEach((span, index) => {
      if (fields(span).some((field) => field.toLowerCase().includes(wanted))) found.add(index);
    });
    return found;
  }, [tree, text]);
}
