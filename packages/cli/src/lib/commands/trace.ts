/** `sonde trace <id>`: one trace as a tree, with its errors and logs. */
import { SondeError } from '@sonde/conventions';
import type { ErrorOccurrence, SpanSummary, Trace } from '@sonde/store/reader';
import { type Command, ExitCode } from '../command.ts';
import { exceptionText } from '../exception-text.ts';
import { formatCost, formatDuration, formatTime } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { safeLine, type Terminal } from '../terminal.ts';
import { originOf } from '../trace-origin.ts';

/** Shows one trace. */
export const trace: Command = {
  name: 'trace',
  summary: 'Show one trace: spans as a tree, exceptions with their context, logs.',
  usage: '<id or the beginning of one> [options]',
  options: {},
  async run({ terminal, positionals, home, json }) {
    const [traceId] = positionals;
    if (traceId === undefined)
      throw new SondeError('CLI_USAGE', 'sonde trace needs the id of a trace, as `sonde traces` lists it.');
    return withReader(home, terminal, async (reader) => {
      const found = await reader.trace({ traceId });
      if (found === undefined)
        throw new SondeError('STORE_NOT_FOUND', `No trace begins with ${JSON.stringify(traceId)}.`);
      const errors = await reader.errors({ traceId: found.summary.traceId });
      const origin = await originOf(reader, found);
      terminal.out(
        json
          ? JSON.stringify({ ...found, errors: errors.items })
          : text(found, errors.items, origin, terminal),
      );
      return ExitCode.ok;
    });
  },
};

function text(
  { summary, spans, logs, omittedSpans }: Trace,
  errors: readonly ErrorOccurrence[],
  origin: string,
  terminal: Terminal,
): string {
  const head = `${terminal.style('bold', safeLine(summary.name))}  ${summary.service}  ${formatDuration(summary.durationMs)}  ${summary.traceId}`;
  const tokens = summary.inputTokens + summary.outputTokens;
  const spent = tokens > 0 || summary.costUsd > 0 ? [`${tokens} tokens`, `cost ${formatCost(summary)}`] : [];
  const about = [...spent, ...(origin === '' ? [] : [origin])].join('  ');
  const tree = treeLines(spans, terminal);
  const omitted = omittedSpans > 0 ? [terminal.style('dim', `… ${omittedSpans} more spans`)] : [];
  const logLines = logs.map(
    (log) => `${formatTime(log.timeMs)} ${log.severity.padEnd(5)} ${safeLine(log.message, 160)}`,
  );
  const sections = [
    [head, ...(about === '' ? [] : [terminal.style('dim', about)]), ...tree, ...omitted].join('\n'),
    ...errors.map((error) => exceptionText(error, terminal)),
  ];
  return [
    ...sections,
    ...(logLines.length > 0 ? [`${terminal.style('bold', 'Logs')}\n${logLines.join('\n')}`] : []),
  ].join('\n\n');
}

/** Spans under their parents; one whose parent did not arrive stands at the top. */
function treeLines(spans: readonly SpanSummary[], terminal: Terminal): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = Map.groupBy(spans, ({ parentSpanId }) => (known.has(parentSpanId) ? parentSpanId : ''));
  const lines: string[] = [];
  const stack = [...(childrenOf.get('') ?? [])].reverse().map((span) => ({ span, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, depth } = next;
    lines.push(spanLine(span, depth, terminal));
    for (const child of [...(childrenOf.get(span.spanId) ?? [])].reverse())
      stack.push({ span: child, depth: depth + 1 });
  }
  return lines;
}

function spanLine(span: SpanSummary, depth: number, terminal: Terminal): string {
  const tokens = span.inputTokens + span.outputTokens;
  const facts = [
    formatDuration(span.durationMs),
    ...(tokens > 0 ? [`${tokens} tokens`] : []),
    ...(tokens > 0 || span.costUsd > 0 ? [formatCost(span)] : []),
  ].join('  ');
  const ended = span.endedBy === '' ? '' : `  ${terminal.style('yellow', safeLine(span.endedBy, 40))}`;
  const mark = span.status === 'error' ? terminal.style('red', '✗') : terminal.style('green', '·');
  return `${'  '.repeat(Math.min(depth, 40))}${mark} ${safeLine(span.name, 80)}  ${terminal.style('dim', facts)}${ended}`;
}
