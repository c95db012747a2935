/** `sonde traces`: the newest traces. */
import type { TraceSummary } from '@sonde/store/reader';
import { type Command, ExitCode } from '../command.ts';
import { formatCost, formatCount, formatDuration, formatTime } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { countOption, definedOnly, sinceOption, textOption } from '../option-values.ts';
import { printPage } from '../print-page.ts';
import { safeLine, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** Lists traces. */
export const traces: Command = {
  name: 'traces',
  summary: 'List the newest traces.',
  usage: '[text] [options]',
  options: {
    errors: { type: 'boolean', help: 'only traces with errors' },
    service: { type: 'string', value: 'NAME', help: 'only this service' },
    session: { type: 'string', value: 'ID', help: 'only this session' },
    model: { type: 'string', value: 'NAME', help: 'only traces that asked this model' },
    since: { type: 'string', value: '30m', help: 'only the last so many s, m, h or d' },
    limit: { type: 'string', short: 'n', value: 'N', help: 'most traces listed (20)' },
  },
  async run(context) {
    const { terminal, values, positionals, home } = context;
    const query = definedOnly({
      text: positionals.join(' ') || undefined,
      onlyErrors: values['errors'] === true || undefined,
      service: textOption(values, 'service'),
      sessionId: textOption(values, 'session'),
      model: textOption(values, 'model'),
      fromMs: sinceOption(values),
      limit: countOption(values, 'limit', 1, 1_000) ?? 20,
    });
    return withReader(home, terminal, async (reader) => {
      printPage(context, await reader.traces(query), {
        empty: 'No traces. Watch a program: sonde run -- node app.js',
        table: (items) => table(items, terminal),
      });
      return ExitCode.ok;
    });
  },
};

const columns = [
  { title: 'TRACE' },
  { title: 'START' },
  { title: 'DURATION', align: 'right' },
  { title: 'SPANS', align: 'right' },
  { title: 'ERRORS', align: 'right' },
  { title: 'TOKENS', align: 'right' },
  { title: 'COST', align: 'right' },
  { title: 'SERVICE' },
  { title: 'NAME' },
] as const;

function table(items: readonly TraceSummary[], terminal: Terminal): string {
  return textTable(
    columns,
    items.map((trace) => [
      trace.traceId.slice(0, 12),
      formatTime(trace.startMs),
      formatDuration(trace.durationMs),
      formatCount(trace.spanCount),
      trace.errorCount > 0 ? terminal.style('red', String(trace.errorCount)) : '0',
      formatCount(trace.inputTokens + trace.outputTokens),
      formatCost(trace),
      safeLine(trace.service, 20),
      safeLine(`${trace.name}${trace.preview === '' ? '' : `  ${trace.preview}`}`, 60),
    ]),
  );
}
