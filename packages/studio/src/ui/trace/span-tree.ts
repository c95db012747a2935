/** Spans of a trace as a tree in reading order, in flat arrays so that 100,000 of them stay cheap. */
import type { LogEntry, SpanSummary, Trace } from '@sonde/store/reader';

/** How an error mark is drawn: the span where it began, or one it passed through. */
export type ErrorMark = 'none' | 'passed' | 'origin';

/** A trace in reading order: parents before children, children by start. */
export interface SpanTree {
  readonly spans: readonly SpanSummary[];
  readonly depth: Int32Array;
  readonly depthMax: number;
  /** Index behind the last descendant. */
  readonly end: Int32Array;
  /** Index of the parent, -1 for roots and for spans whose parent has not arrived. */
  readonly parent: Int32Array;
  readonly marks: readonly ErrorMark[];
  /** Logs by index of their span. */
  readonly logs: ReadonlyMap<number, readonly LogEntry[]>;
  /** Logs of the trace that belong to no span of it. */
  readonly looseLogs: readonly LogEntry[];
  readonly startMs: number;
  readonly endMs: number;
}

/** Orders a trace. Orphans and members of parent cycles become roots, so that every span is shown once. */
export function buildSpanTree(trace: Pick<Trace, 'spans' | 'logs'>): SpanTree {
  const source = trace.spans.toSorted((a, b) => a.startMs - b.startMs);
  const indexOf = new Map<string, number>();
  source.forEach((span, index) => {
    if (!indexOf.has(span.spanId)) indexOf.set(span.spanId, index);
  });
  const children = childrenOf(source, indexOf);
  const order = walk(source, children);
  return { ...order, ...logsOf(trace.logs, order.spans), ...extentOf(source) };
}

/** Index of a span by its id, -1 where the tree has none. */
export function indexOfSpan(tree: SpanTree, spanId: string): number {
  return spanId === '' ? -1 : tree.spans.findIndex((span) => span.spanId === spanId);
}

/** Time in ms that a span spent itself, outside its direct children. */
export function selfTimeMs(tree: SpanTree, index: number): number {
  const span = tree.spans[index];
  if (!span) return 0;
  const spanEndMs = span.startMs + span.durationMs;
  let coveredMs = 0;
  let frontMs = span.startMs;
  for (let child = index + 1; child < (tree.end[index] ?? 0); child = tree.end[child] ?? child + 1) {
    const { startMs, durationMs } = tree.spans[child] as SpanSummary;
    const endMs = Math.min(startMs + durationMs, spanEndMs);
    coveredMs += Math.max(0, endMs - Math.max(startMs, frontMs));
    frontMs = Math.max(frontMs, endMs);
  }
  return Math.max(0, span.durationMs - coveredMs);
}

function childrenOf(source: readonly SpanSummary[], indexOf: ReadonlyMap<string, number>) {
  const children = new Map<number, number[]>();
  source.forEach((span, index) => {
    const parent = indexOf.get(span.parentSpanId) ?? -1;
    const key = parent === index ? -1 : parent;
    const list = children.get(key);
    if (list) list.push(index);
    else children.set(key, [index]);
  });
  return children;
}

function walk(source: readonly SpanSummary[], children: ReadonlyMap<number, readonly number[]>) {
  const count = source.length;
  const [depth, end, parent] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const seen = new Uint8Array(count);
  const spans: SpanSummary[] = [];
  const visit = (root: number) => {
    const stack = [{ index: root, parent: -1 }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (seen[next.index]) continue;
      seen[next.index] = 1;
      const at = spans.push(source[next.index] as SpanSummary) - 1;
      parent[at] = next.parent;
      depth[at] = next.parent < 0 ? 0 : (depth[next.parent] ?? 0) + 1;
      for (const child of (children.get(next.index) ?? []).toReversed())
        stack.push({ index: child, parent: at });
    }
  };
  for (const root of children.get(-1) ?? []) visit(root);
  for (let index = 0; index < count; index += 1) if (!seen[index]) visit(index);
  for (let at = count - 1; at >= 0; at -= 1) {
    end[at] = Math.max(end[at] ?? 0, at + 1);
    const above = parent[at] ?? -1;
    if (above >= 0) end[above] = Math.max(end[above] ?? 0, end[at] ?? 0);
  }
  const depthMax = depth.reduce((max, one) => Math.max(max, one), 0);
  return { spans, depth, depthMax, end, parent, marks: marksOf(spans, parent) };
}

function marksOf(spans: readonly SpanSummary[], parent: Int32Array): readonly ErrorMark[] {
  const marks = spans.map<ErrorMark>((span) => (span.status === 'error' ? 'origin' : 'none'));
  for (let at = spans.length - 1; at >= 0; at -= 1) {
    const above = parent[at] ?? -1;
    if (marks[at] !== 'none' && above >= 0 && marks[above] === 'origin') marks[above] = 'passed';
  }
  return marks;
}

function logsOf(entries: readonly LogEntry[], spans: readonly SpanSummary[]) {
  const logs = new Map<number, LogEntry[]>();
  const looseLogs: LogEntry[] = [];
  const indexOf = new Map(spans.map((span, index) => [span.spanId, index]));
  for (const entry of entries) {
    const index = indexOf.get(entry.spanId);
    if (index === undefined) looseLogs.push(entry);
    else if (logs.has(index)) logs.get(index)?.push(entry);
    else logs.set(index, [entry]);
  }
  return { logs, looseLogs };
}

function extentOf(spans: readonly SpanSummary[]) {
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const span of spans) {
    startMs = Math.min(startMs, span.startMs);
    endMs = Math.max(endMs, span.startMs + span.durationMs);
  }
  return spans.length === 0 ? { startMs: 0, endMs: 1 } : { startMs, endMs: Math.max(endMs, startMs + 0.001) };
}
