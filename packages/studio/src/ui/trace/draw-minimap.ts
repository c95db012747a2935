/** Draws a whole trace in a strip: one line for each span, folded where there are more spans than lines. */
import type { SpanSummary } from '@sonde/store/reader';
import { kindLook } from '../parts/kinds.ts';
import type { Palette } from './palette.ts';
import type { SpanTree } from './span-tree.ts';

/** Draws the trace into a strip of the given size in CSS pixels. */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  tree: SpanTree,
  width: number,
  height: number,
  palette: Palette,
): void {
  context.clearRect(0, 0, width, height);
  const totalMs = tree.endMs - tree.startMs;
  const line = Math.min(5, Math.max(1, (height - 4) / Math.max(1, tree.spans.length)));
  const draw = (span: SpanSummary, index: number, color: string) => {
    context.fillStyle = palette(color);
    const x = ((span.startMs - tree.startMs) / totalMs) * width;
    const y = 2 + (index / Math.max(1, tree.spans.length)) * (height - 4 - line);
    context.fillRect(x, y, Math.max(1, (span.durationMs / totalMs) * width), Math.max(1, line - 0.5));
  };
  tree.spans.forEach((span, index) => draw(span, index, kindLook(span.kind).color));
  tree.spans.forEach((span, index) => {
    if (tree.marks[index] === 'origin') draw(span, index, '--error');
  });
}
