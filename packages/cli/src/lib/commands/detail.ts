/** `sonde detail`: how much running processes observe, changed for a while. */
import { type DetailLevel, detailLevels, SondeError } from '@sonde/conventions';
import {
  DETAIL_REQUEST_MAX_MS,
  type DetailRequest,
  readDetailRequests,
  writeDetailRequests,
} from '@sonde/sdk/home';
import { type Command, type CommandContext, ExitCode } from '../command.ts';
import { formatTime } from '../format.ts';
import { definedOnly, durationOption, textOption } from '../option-values.ts';
import { safeLine } from '../terminal.ts';
import { textTable } from '../text-table.ts';

const FOR_DEFAULT_MS = 5 * 60_000;

/** Changes levels, or lists them. */
export const detail: Command = {
  name: 'detail',
  summary: 'Change how much running processes observe, for a while.',
  usage: `[${detailLevels.join('|')}] [options]`,
  options: {
    operation: { type: 'string', value: 'NAME', help: 'only this operation' },
    session: { type: 'string', value: 'ID', help: 'only this session' },
    service: { type: 'string', value: 'NAME', help: 'only processes of this service' },
    for: { type: 'string', value: '5m', help: 'how long: a number with s, m, h or d (5m)' },
    clear: { type: 'boolean', help: 'take every change back' },
  },
  async run(context) {
    const { values, positionals, home } = context;
    const [level] = positionals;
    const present = readDetailRequests(home);
    if (values['clear'] === true) writeDetailRequests(home, []);
    else if (level !== undefined) writeDetailRequests(home, withRequest(present, requestOf(level, context)));
    printRequests(readDetailRequests(home), context);
    return ExitCode.ok;
  },
};

function requestOf(level: string, { values }: CommandContext): DetailRequest {
  if (!isLevel(level))
    throw new SondeError(
      'CLI_USAGE',
      `sonde detail: ${JSON.stringify(level)} is not one of ${detailLevels.join(', ')}.`,
    );
  const target = definedOnly({
    operation: textOption(values, 'operation'),
    sessionId: textOption(values, 'session'),
    service: textOption(values, 'service'),
  });
  const forMs = durationOption(values, 'for') ?? FOR_DEFAULT_MS;
  if (forMs > DETAIL_REQUEST_MAX_MS)
    throw new SondeError('CLI_USAGE', 'sonde detail --for: a level is changed for 7d at most.');
  return { level, ...target, untilTimeMs: Date.now() + forMs };
}

function isLevel(text: string): text is DetailLevel {
  return (detailLevels as readonly string[]).includes(text);
}

/** A new request takes the place of one for the same target. */
function withRequest(present: readonly DetailRequest[], request: DetailRequest): DetailRequest[] {
  const target = ({ operation, sessionId, service }: DetailRequest) =>
    JSON.stringify([operation, sessionId, service]);
  return [...present.filter((other) => target(other) !== target(request)), request];
}

function printRequests(requests: readonly DetailRequest[], { terminal, json }: CommandContext): void {
  if (json) return terminal.out(JSON.stringify({ requests }));
  if (requests.length === 0)
    return terminal.out('No level of detail is changed. Each process goes by its settings.');
  const columns = ['LEVEL', 'OPERATION', 'SESSION', 'SERVICE', 'UNTIL'].map((title) => ({ title }));
  const rows = requests.map(({ level, operation, sessionId, service, untilTimeMs }) => [
    level,
    ...[operation, sessionId, service].map((name) => (name === undefined ? 'all' : safeLine(name, 40))),
    formatTime(untilTimeMs),
  ]);
  terminal.out(textTable(columns, rows));
}
