/** Draws the rows of a waterfall that are in view, and only those. */
import type { LogEntry, SpanSummary } from '@sonde/store/reader';
import { formatCompact, formatDuration } from '../format/measures.ts';
import { visibleLine } from '../format/visible-text.ts';
import { kindLook } from '../parts/kinds.ts';
import { endedByText } from '../span/ended-by.ts';
import { clippedText, fillRounded, strokeIcon } from './canvas-shapes.ts';
import type { Palette } from './palette.ts';
import { severityColor } from './severity.ts';
import type { SpanTree } from './span-tree.ts';
import type { TimeWindow } from './time-window.ts';
import { hasChildren, type WaterfallRow } from './waterfall-rows.ts';

/** Height of a row in CSS pixels. */
export const rowHeight = 26;

/** Indentation of a level where there is room; deep trees share this part of the name column. */
const indentMax = 14;
const indentShareMax = 0.4;
const guideIndentMin = 6;
const font = "12.5px -apple-system, 'Segoe UI', system-ui, 'Open Sans', sans-serif";
const smallFont = "11.5px -apple-system, 'Segoe UI', system-ui, 'Open Sans', sans-serif";

/** What is drawn where. Lengths in CSS pixels. */
export interface WaterfallScene {
  readonly tree: SpanTree;
  readonly rows: readonly WaterfallRow[];
  readonly collapsed: ReadonlySet<string>;
  readonly window: TimeWindow;
  readonly scrollTop: number;
  readonly width: number;
  readonly height: number;
  readonly nameWidth: number;
  readonly selectedRow: number;
  readonly hoveredRow: number;
  /** Spans that a search found; absent while nothing is searched. */
  readonly found: ReadonlySet<number> | undefined;
  readonly palette: Palette;
}

/** Draws the scene. Returns how many rows were drawn. */
export function drawWaterfall(context: CanvasRenderingContext2D, scene: WaterfallScene): number {
  const { rows, scrollTop, width, height, palette } = scene;
  context.clearRect(0, 0, width, height);
  context.textBaseline = 'middle';
  const first = Math.max(0, Math.floor(scrollTop / rowHeight));
  const last = Math.min(rows.length, Math.ceil((scrollTop + height) / rowHeight));
  for (let at = first; at < last; at += 1) {
    const row = rows[at] as WaterfallRow;
    const y = at * rowHeight - scrollTop;
    drawBackground(context, scene, at, y);
    context.globalAlpha = scene.found && !scene.found.has(row.index) ? 0.35 : 1;
    if (row.log) drawLogRow(context, scene, row.index, row.log, y);
    else drawSpanRow(context, scene, row.index, y);
    context.globalAlpha = 1;
  }
  context.fillStyle = palette('--border');
  context.fillRect(scene.nameWidth - 0.5, 0, 1, height);
  return last - first;
}

/** Where the sign that opens and closes a span begins. */
export function chevronX(depth: number, tree: SpanTree, nameWidth: number): number {
  return 8 + depth * indentOf(tree, nameWidth);
}

function indentOf({ depthMax }: SpanTree, nameWidth: number): number {
  return Math.min(indentMax, (nameWidth * indentShareMax) / Math.max(1, depthMax));
}

function drawBackground(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  at: number,
  y: number,
): void {
  const { palette, selectedRow, hoveredRow, width } = scene;
  if (at !== selectedRow && at !== hoveredRow) return;
  context.fillStyle = palette(at === selectedRow ? '--surface-selected' : '--surface-hover');
  context.fillRect(0, y, width, rowHeight);
}

function drawSpanRow(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  index: number,
  y: number,
): void {
  const { tree, palette, nameWidth } = scene;
  const span = tree.spans[index] as SpanSummary;
  const depth = tree.depth[index] ?? 0;
  drawGuides(context, scene, depth, y);
  const left = chevronX(depth, tree, nameWidth);
  if (hasChildren(tree, index)) drawChevron(context, scene, left, y, scene.collapsed.has(span.spanId));
  const look = kindLook(span.kind);
  strokeIcon(context, look.path, left + 14, y + 6, 14, palette(look.color));
  const right = drawErrorMark(context, scene, index, y);
  const end = clippedText(context, visibleLine(span.name), left + 34, y, right - left - 38, {
    font,
    color: palette(span.status === 'error' ? '--error' : '--text'),
    height: rowHeight,
  });
  const hidden = scene.collapsed.has(span.spanId) ? (tree.end[index] ?? 0) - index - 1 : 0;
  const parentService = tree.spans[tree.parent[index] ?? -1]?.service;
  const aside = [
    visibleLine(endedByText(span.endedBy)),
    hidden > 0 ? `+${formatCompact(hidden)}` : '',
    span.service === parentService ? '' : visibleLine(span.service, 60),
  ];
  const asideText = aside.filter((text) => text !== '').join('  ');
  clippedText(context, asideText, end + 8, y, right - end - 12, {
    font: smallFont,
    color: palette('--text-muted'),
    height: rowHeight,
  });
  context.save();
  context.beginPath();
  context.rect(nameWidth, y, scene.width - nameWidth, rowHeight);
  context.clip();
  drawBar(context, scene, index, span, y);
  context.restore();
}

function drawGuides(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  depth: number,
  y: number,
): void {
  context.fillStyle = scene.palette('--guide');
  if (indentOf(scene.tree, scene.nameWidth) < guideIndentMin) return;
  for (let level = 0; level < depth; level += 1)
    context.fillRect(chevronX(level, scene.tree, scene.nameWidth) + 4, y, 1, rowHeight);
}

function drawChevron(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  x: number,
  y: number,
  closed: boolean,
): void {
  const path = closed ? 'M6 4l4 4-4 4' : 'M4 6l4 4 4-4';
  strokeIcon(context, path, x - 2, y + 7, 12, scene.palette('--text-muted'));
}

/** Draws the mark of a failed span at the right end of the name column. Returns where names have to end. */
function drawErrorMark(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  index: number,
  y: number,
): number {
  const mark = scene.tree.marks[index];
  const right = scene.nameWidth - 6;
  if (mark === 'none') return right;
  const [x, middle] = [right - 8, y + rowHeight / 2];
  context.beginPath();
  context.arc(x, middle, mark === 'origin' ? 5.5 : 4, 0, 2 * Math.PI);
  context.strokeStyle = context.fillStyle = scene.palette('--error');
  context.lineWidth = 1.4;
  if (mark === 'passed') {
    context.stroke();
    return right - 18;
  }
  context.fill();
  context.fillStyle = scene.palette('--surface');
  context.fillRect(x - 0.9, middle - 3.2, 1.8, 3.9);
  context.fillRect(x - 0.9, middle + 1.7, 1.8, 1.8);
  return right - 18;
}

function drawBar(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  index: number,
  span: SpanSummary,
  y: number,
): void {
  const { tree, palette } = scene;
  const from = timeX(scene, span.startMs - tree.startMs);
  const to = Math.max(from + 2, timeX(scene, span.startMs - tree.startMs + span.durationMs));
  const [left, right] = [Math.max(scene.nameWidth - 4, from), Math.min(scene.width + 4, to)];
  if (right > left)
    fillRounded(
      context,
      left,
      y + 7,
      right - left,
      rowHeight - 14,
      2.5,
      palette(barColor(span, tree, index)),
    );
  for (const log of tree.logs.get(index) ?? []) drawTick(context, scene, log, y);
  drawBarLabel(context, scene, span, from, to, y);
}

function barColor(span: SpanSummary, tree: SpanTree, index: number): string {
  return tree.marks[index] === 'origin' ? '--error' : kindLook(span.kind).color;
}

function drawTick(context: CanvasRenderingContext2D, scene: WaterfallScene, log: LogEntry, y: number): void {
  const x = timeX(scene, log.timeMs - scene.tree.startMs);
  if (x < scene.nameWidth || x > scene.width) return;
  context.fillStyle = scene.palette('--surface');
  context.fillRect(x - 2, y + 4, 4, rowHeight - 8);
  context.fillStyle = scene.palette(severityColor(log.severity));
  context.fillRect(x - 1, y + 4, 2, rowHeight - 8);
}

function drawBarLabel(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  span: SpanSummary,
  from: number,
  to: number,
  y: number,
): void {
  const { nameWidth, width } = scene;
  if (to < nameWidth || from > width) return;
  const tokens = span.inputTokens + span.outputTokens;
  const duration = formatDuration(span.durationMs);
  const more = [span.model && visibleLine(span.model, 40), tokens > 0 ? `${formatCompact(tokens)} tok` : ''];
  const whole = [duration, ...more].filter((part) => part !== '').join('  ');
  const middle = y + rowHeight / 2 + 0.5;
  context.font = smallFont;
  for (const text of [whole, duration]) {
    const label = labelPlace(scene, context.measureText(text).width, from, to);
    if (!label) continue;
    context.fillStyle = scene.palette(label.isOnBar ? '--surface' : '--text-muted');
    context.fillText(text, label.x, middle);
    return;
  }
}

/** Behind the bar, before it, or at the end of what shows of it, where there is room. */
function labelPlace({ nameWidth, width }: WaterfallScene, length: number, from: number, to: number) {
  if (to + 6 + length <= width) return { x: to + 6, isOnBar: false };
  if (from - 6 - length >= nameWidth + 4) return { x: from - 6 - length, isOnBar: false };
  const [left, right] = [Math.max(nameWidth, from), Math.min(width, to)];
  return right - left >= length + 12 ? { x: right - length - 8, isOnBar: true } : undefined;
}

function drawLogRow(
  context: CanvasRenderingContext2D,
  scene: WaterfallScene,
  index: number,
  log: LogEntry,
  y: number,
): void {
  const { palette, nameWidth, tree } = scene;
  const depth = (tree.depth[index] ?? 0) + 1;
  drawGuides(context, scene, depth, y);
  const color = palette(severityColor(log.severity));
  const left = chevronX(depth, tree, nameWidth) + 14;
  context.fillStyle = color;
  context.fillRect(left + 4, y + 8, 2, rowHeight - 16);
  const text = visibleLine([log.eventName, log.message].filter((part) => part !== '').join('  '));
  clippedText(context, text, left + 14, y, nameWidth - left - 20, {
    font: smallFont,
    color: palette('--text-muted'),
    height: rowHeight,
  });
  const x = timeX(scene, log.timeMs - tree.startMs);
  if (x < nameWidth || x > scene.width) return;
  context.beginPath();
  context.arc(x, y + rowHeight / 2, 3, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

function timeX(scene: WaterfallScene, offsetMs: number): number {
  const { fromMs, toMs } = scene.window;
  return scene.nameWidth + ((offsetMs - fromMs) / (toMs - fromMs)) * (scene.width - scene.nameWidth);
}
