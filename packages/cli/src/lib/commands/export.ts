/** `sonde export`: traces as JSON lines, one span or log a line. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { TelemetryReader, TraceQuery } from '@sonde/store/reader';
import { type Command, ExitCode } from '../command.ts';
import { formatCount } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { definedOnly, sinceOption, textOption } from '../option-values.ts';

const PAGE = 200;

/** Writes traces as JSON lines. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'Write traces as JSON lines: every span with its attributes, every log.',
  usage: '[trace id …] [options]',
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', help: 'file to write (standard output)' },
    service: { type: 'string', value: 'NAME', help: 'only this service' },
    session: { type: 'string', value: 'ID', help: 'only this session' },
    since: { type: 'string', value: '30m', help: 'only the last so many s, m, h or d' },
  },
  async run({ terminal, values, positionals, home }) {
    const query = definedOnly({
      service: textOption(values, 'service'),
      sessionId: textOption(values, 'session'),
      fromMs: sinceOption(values),
    });
    const file = textOption(values, 'output');
    return withReader(home, terminal, async (reader) => {
      const stream = file === undefined ? undefined : createWriteStream(file, { mode: 0o600 });
      let count = 0;
      for await (const line of exportedLines(reader, positionals, query)) {
        count += 1;
        if (stream === undefined) terminal.out(line);
        else if (!stream.write(`${line}\n`)) await once(stream, 'drain');
      }
      if (stream !== undefined) {
        stream.end();
        await once(stream, 'close');
      }
      terminal.note(`${formatCount(count)} records${file === undefined ? '' : ` written to ${file}`}`);
      return ExitCode.ok;
    });
  },
};

async function* exportedLines(
  reader: TelemetryReader,
  traceIds: readonly string[],
  query: TraceQuery,
): AsyncGenerator<string> {
  for await (const traceId of traceIds.length > 0 ? traceIds : idsOf(reader, query)) {
    const trace = await reader.trace({ traceId });
    if (trace === undefined) continue;
    for (const { spanId } of trace.spans) {
      const span = await reader.span({ traceId: trace.summary.traceId, spanId });
      if (span !== undefined) yield JSON.stringify({ type: 'span', ...span });
    }
    for (const log of trace.logs) yield JSON.stringify({ type: 'log', ...log });
  }
}

async function* idsOf(reader: TelemetryReader, query: TraceQuery): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await reader.traces({ ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const { traceId } of page.items) yield traceId;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
