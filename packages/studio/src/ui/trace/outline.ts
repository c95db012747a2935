/** A part of a trace as plain text for a model: bounded, with captured text marked as data. */
import type { Json, SpanDetail, SpanSummary } from '@sonde/store/reader';
import { fencedPrompt, textOf } from '../exceptions/exception-prompt.ts';
import { formatCompact, formatCost, formatDuration } from '../format/measures.ts';
import { inputOf, outputOf } from '../span/captured-content.ts';
import { endedByText } from '../span/ended-by.ts';
import type { SpanTree } from './span-tree.ts';

const linesMax = 150;
const indentMax = 12;

/** Spans worth their content in a prompt: the one at the top and where errors began. */
export function spansWorthContent(tree: SpanTree, index: number, countMax: number): readonly SpanSummary[] {
  const chosen = [tree.spans[index] as SpanSummary];
  for (let at = index + 1; at < (tree.end[index] ?? 0) && chosen.length < countMax; at += 1)
    if (tree.marks[at] === 'origin') chosen.push(tree.spans[at] as SpanSummary);
  return chosen;
}

/** The span at `index` with everything below it as an outline, then the content of `details`. */
export function subtreePrompt(tree: SpanTree, index: number, details: readonly SpanDetail[]): string {
  const end = tree.end[index] ?? index + 1;
  const shownEnd = Math.min(end, index + linesMax);
  const lines: string[] = [];
  for (let at = index; at < shownEnd; at += 1) lines.push(outlineLine(tree, at, tree.depth[index] ?? 0));
  if (end > shownEnd) lines.push(`… ${end - shownEnd} more spans`);
  const contents = details.flatMap(contentOf);
  const body = [lines.join('\n'), ...contents].join('\n\n');
  const traceId = tree.spans[index]?.traceId ?? '';
  return fencedPrompt(`A part of trace ${traceId}, captured by Sonde: kind, name, duration, figures.`, body);
}

function outlineLine(tree: SpanTree, at: number, baseDepth: number): string {
  const span = tree.spans[at] as SpanSummary;
  const depth = Math.min(indentMax, (tree.depth[at] ?? 0) - baseDepth);
  const tokens = span.inputTokens + span.outputTokens;
  const parts = [
    `${'  '.repeat(depth)}- ${span.kind} ${span.name.slice(0, 120)}`,
    formatDuration(span.durationMs),
    span.model,
    tokens > 0 ? `${formatCompact(span.inputTokens)} in, ${formatCompact(span.outputTokens)} out` : '',
    span.costUsd > 0 ? formatCost(span.costUsd) : '',
    span.endedBy === '' ? '' : endedByText(span.endedBy),
    span.status === 'error' ? 'FAILED' : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function contentOf(detail: SpanDetail): readonly string[] {
  const sections: readonly (readonly [string, Json | undefined])[] = [
    ['input', inputOf(detail)],
    ['output', outputOf(detail)],
    ['status', detail.statusMessage],
  ];
  const written = sections
    .map(([title, value]) => [title, textOf(value)] as const)
    .filter(([, text]) => text !== '');
  if (written.length === 0) return [];
  return [`## ${detail.name}\n${written.map(([title, text]) => `${title}: ${text}`).join('\n')}`];
}
