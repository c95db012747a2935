/** `sonde events <trace>`: the typed events of one trace, sent or derived from its spans. */
import { SondeError } from '@sonde/conventions';
import type { TraceEvents, TypedEvent } from '@sonde/store/reader';
import { type Command, ExitCode } from '../command.ts';
import { formatTime } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { safeLine, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** Lists the typed events of a trace. */
export const events: Command = {
  name: 'events',
  summary: 'List the typed events of one trace: chat, graph, vector, llm; sent or derived from its spans.',
  usage: '<id or the beginning of one> [options]',
  options: {},
  async run({ terminal, positionals, home, json }) {
    const [traceId] = positionals;
    if (traceId === undefined)
      throw new SondeError('CLI_USAGE', 'sonde events needs the id of a trace, as `sonde traces` lists it.');
    return withReader(home, terminal, async (reader) => {
      const found = await reader.events({ traceId });
      if (!found) throw new SondeError('STORE_NOT_FOUND', `No trace begins with ${JSON.stringify(traceId)}.`);
      terminal.out(json ? JSON.stringify(found) : text(found, terminal));
      return ExitCode.ok;
    });
  },
};

const columns = [
  { title: 'TIME' },
  { title: 'EVENT' },
  { title: 'SPAN' },
  { title: 'FROM' },
  { title: 'WHAT' },
];

function text({ items, omittedSpans }: TraceEvents, terminal: Terminal): string {
  if (items.length === 0)
    return 'No typed events: nothing in this trace is a turn, a model call, a node or a vector.';
  const table = textTable(
    columns,
    items.map((event) => row(event, terminal)),
  );
  return omittedSpans === 0 ? table : `${table}\n… events of ${omittedSpans} more operations are not derived`;
}

function row(event: TypedEvent, terminal: Terminal): readonly string[] {
  const name = safeLine(event.eventName, 40);
  return [
    formatTime(event.timeMs),
    event.severity === 'error' ? terminal.style('red', name) : name,
    safeLine(event.spanId.slice(0, 8)),
    event.derived ? terminal.style('dim', 'derived') : 'sent',
    safeLine(event.message, 80),
  ];
}
