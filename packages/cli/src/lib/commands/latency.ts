/** `sonde latency`: operations whose latency left its baseline. */
import type { LatencyFinding } from '@sonde/store/reader';
import { type Command, ExitCode } from '../command.ts';
import { formatCount, formatDuration, formatTime } from '../format.ts';
import { withReader } from '../open-reader.ts';
import { countOption, definedOnly, sinceOption, textOption } from '../option-values.ts';
import { printPage } from '../print-page.ts';
import { safeLine } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** Lists latency findings. */
export const latency: Command = {
  name: 'latency',
  summary: 'List operations whose latency left its baseline.',
  usage: '[options]',
  options: {
    service: { type: 'string', value: 'NAME', help: 'only this service' },
    since: { type: 'string', value: '30m', help: 'only the last so many s, m, h or d' },
    limit: { type: 'string', short: 'n', value: 'N', help: 'most findings listed (20)' },
  },
  async run(context) {
    const { terminal, values, home } = context;
    const query = definedOnly({
      service: textOption(values, 'service'),
      fromMs: sinceOption(values),
      limit: countOption(values, 'limit', 1, 1_000) ?? 20,
    });
    return withReader(home, terminal, async (reader) => {
      const page = await reader.latencyFindings(query);
      printPage(context, page, { empty: 'No latency has left its baseline.', table });
      return ExitCode.ok;
    });
  },
};

function table(findings: readonly LatencyFinding[]): string {
  const columns = [
    { title: 'TIME' },
    { title: 'OPERATION' },
    { title: 'MEASURE' },
    { title: 'BEFORE', align: 'right' },
    { title: 'NOW', align: 'right' },
    { title: 'CHANGE', align: 'right' },
    { title: 'CALLS', align: 'right' },
    { title: 'AGAINST' },
    { title: 'SLOWEST TRACE' },
  ] as const;
  const rows = findings.map((finding) => [
    formatTime(finding.timeMs),
    safeLine(`${finding.kind} ${finding.operation}`, 40),
    finding.measure,
    formatDuration(finding.baselineMs),
    formatDuration(finding.currentMs),
    `${finding.deviationRatio < 0 ? '' : '+'}${Math.round(finding.deviationRatio * 100)} %`,
    formatCount(finding.calls),
    finding.releaseBefore === ''
      ? 'its baseline'
      : safeLine(`release ${finding.releaseBefore} by ${finding.release || 'this one'}`, 48),
    finding.exemplars[0]?.traceId.slice(0, 12) ?? '',
  ]);
  return textTable(columns, rows);
}
