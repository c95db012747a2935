/** `sonde tail`: what arrives, as it arrives. */
import type { FollowEvent } from '@sonde/store/reader';
import { connectStudio } from '@sonde/studio/client';
import { type Command, ExitCode } from '../command.ts';
import { formatDuration, formatTime } from '../format.ts';
import { textOption } from '../option-values.ts';
import { safeLine, type Terminal } from '../terminal.ts';

/** Follows what arrives. */
export const tail: Command = {
  name: 'tail',
  summary: 'Follow what arrives: traces, exceptions, latency changes, logs.',
  usage: '[options]',
  options: {
    service: { type: 'string', value: 'NAME', help: 'only this service' },
    spans: { type: 'boolean', help: 'every span, not only traces' },
  },
  async run({ terminal, values, home, json }) {
    const studio = await connectStudio(home);
    const service = textOption(values, 'service');
    const spans = values['spans'] === true;
    for await (const event of studio.follow(service === undefined ? {} : { service }, {
      signal: terminal.interrupted,
    })) {
      if (event.type === 'span' && !spans) continue;
      const line = json ? JSON.stringify(event) : eventLine(event, terminal);
      if (line !== undefined) terminal.out(line);
    }
    return ExitCode.ok;
  },
};

function eventLine(event: FollowEvent, terminal: Terminal): string | undefined {
  switch (event.type) {
    case 'trace':
      return event.trace.complete ? traceLine(event.trace, terminal) : undefined;
    case 'span':
      return `${formatTime(event.span.startMs)} ${terminal.style('dim', 'span')}  ${safeLine(event.span.name, 80)} ${formatDuration(event.span.durationMs)}`;
    case 'log':
      return event.log.eventName === ''
        ? `${formatTime(event.log.timeMs)} ${terminal.style('dim', 'log')}   ${event.log.severity} ${safeLine(event.log.message, 160)}`
        : undefined;
    case 'error':
      return `${formatTime(event.error.timeMs)} ${terminal.style('red', 'error')} ${safeLine(`${event.error.operation}: ${event.error.type}: ${event.error.message}`, 160)}  ${event.error.traceId.slice(0, 12)}`;
    case 'latency':
      return `${formatTime(event.finding.timeMs)} ${terminal.style('yellow', 'slow')}  ${safeLine(event.finding.operation)} ${formatDuration(event.finding.baselineMs)} → ${formatDuration(event.finding.currentMs)}`;
    default:
      return undefined;
  }
}

function traceLine(trace: Extract<FollowEvent, { type: 'trace' }>['trace'], terminal: Terminal): string {
  const failed = trace.errorCount > 0 ? terminal.style('red', ` ${trace.errorCount} errors`) : '';
  return `${formatTime(trace.startMs)} ${terminal.style('cyan', 'trace')} ${safeLine(trace.name, 60)} ${formatDuration(trace.durationMs)}${failed}  ${trace.traceId.slice(0, 12)}`;
}
