/** `sonde exceptions`: groups of exceptions, or those of one group with their context. */
import type { ErrorGroup } from '@sonde/store/reader';
import { type Command, ExitCode } from '../command.ts';
import { exceptionText } from '../exception-text.ts';
import { formatCount, formatTime } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { countOption, definedOnly, sinceOption, textOption } from '../option-values.ts';
import { printPage } from '../print-page.ts';
import { safeLine } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** Lists exceptions. */
export const exceptions: Command = {
  name: 'exceptions',
  summary: 'List groups of exceptions, or the exceptions of one group with their whole context.',
  usage: '[fingerprint] [options]',
  options: {
    service: { type: 'string', value: 'NAME', help: 'only this service' },
    since: { type: 'string', value: '30m', help: 'only the last so many s, m, h or d' },
    limit: { type: 'string', short: 'n', value: 'N', help: 'most groups or exceptions listed (20)' },
  },
  async run(context) {
    const { terminal, values, positionals, home } = context;
    const [fingerprint] = positionals;
    const query = definedOnly({
      service: textOption(values, 'service'),
      fromMs: sinceOption(values),
      limit: countOption(values, 'limit', 1, 1_000) ?? 20,
    });
    return withReader(home, terminal, async (reader) => {
      if (fingerprint === undefined)
        printPage(context, await reader.errorGroups(query), { empty: 'No exceptions.', table });
      else
        printPage(context, await reader.errors({ ...query, fingerprint }), {
          empty: `No exception has the fingerprint ${safeLine(fingerprint, 40)}.`,
          table: (errors) => errors.map((error) => exceptionText(error, terminal)).join('\n\n'),
        });
      return ExitCode.ok;
    });
  },
};

function table(groups: readonly ErrorGroup[]): string {
  const columns = [
    { title: 'COUNT', align: 'right' },
    { title: 'LAST' },
    { title: 'OPERATION' },
    { title: 'EXCEPTION' },
    { title: 'FINGERPRINT' },
  ] as const;
  const rows = groups.map((group) => [
    formatCount(group.count),
    formatTime(group.lastMs),
    group.operation === '' ? '–' : safeLine(`${group.kind} ${group.operation}`, 32),
    safeLine(`${group.type}: ${group.message}`, 72),
    safeLine(group.fingerprint),
  ]);
  return textTable(columns, rows);
}
