/** Colours of log severities. */
import type { LogEntry } from '@sonde/store/reader';

/** CSS variable with the colour of a severity. */
export function severityColor(severity: LogEntry['severity']): string {
  if (severity === 'error' || severity === 'fatal') return '--error';
  if (severity === 'warn') return '--warn';
  return severity === 'info' ? '--accent' : '--text-faint';
}
