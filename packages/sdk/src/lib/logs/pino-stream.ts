/** Pino lines as OpenTelemetry logs: a stream beside the one that the application writes to. */
import { emitLine } from './line.ts';
import { severityOf } from './severities.ts';

/** What is special about the application's lines. */
export interface PinoStreamOptions {
  /** Key of the message (`msg`). */
  readonly messageKey?: string;
  /** Key of the error (`err`). */
  readonly errorKey?: string;
  /** Severity numbers of OpenTelemetry for levels of one's own, by number or label. */
  readonly severities?: Readonly<Record<string, number>>;
}

/** Takes the lines of pino. */
export interface PinoStream {
  write(line: string): void;
}

/** By pino's numbers (`pino.levels`). */
const labels: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** On the resource already, or not wanted on any record: pino adds them to each line. */
const left = new Set(['level', 'time', 'pid', 'hostname', 'v']);

/**
 * A stream for `pino.multistream`.
 *
 * @example
 * const logger = pino(pino.multistream([{ stream: process.stdout }, { stream: sondeStream() }]));
 */
export function sondeStream({
  messageKey = 'msg',
  errorKey = 'err',
  severities,
}: PinoStreamOptions = {}): PinoStream {
  return {
    write: (text) => {
      const written = parsed(text);
      const level = String(written['level'] ?? 30);
      const label = labels[level] ?? level;
      const { [messageKey]: body = '', [errorKey]: error, ...fields } = written;
      emitLine({
        library: 'pino',
        severityNumber: severities?.[level] ?? severityOf(label, severities),
        severityText: label,
        body,
        fields: Object.fromEntries(Object.entries(fields).filter(([key]) => !left.has(key))),
        ...(error === undefined ? {} : { error: asError(error) }),
        ...(typeof written['time'] === 'number' ? { timeMs: written['time'] } : {}),
      });
    },
  };
}

/** Pino writes errors as objects that call their class `type`. */
function asError(written: unknown): unknown {
  if (typeof written !== 'object' || written === null) return written;
  const { type, cause, ...rest } = written as Readonly<Record<string, unknown>>;
  return {
    ...rest,
    ...(type === undefined ? {} : { name: type }),
    ...(cause === undefined ? {} : { cause: asError(cause) }),
  };
}

/** A line that is no JSON was made pretty: it is kept as it is. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : { msg: text.trimEnd() };
  } catch {
    return { msg: text.trimEnd() };
  }
}
