/** A line of an application's log as an OpenTelemetry log record, whatever library wrote it. */
import { type AnyValue, context, type Logger, logs } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SONDE_EXCEPTION_CAUSES,
  ATTR_SONDE_EXCEPTION_MEMBERS,
} from '@sonde/conventions';
import { capture, describeError, errorTreeOf, runtime } from '@sonde/observe';
import { registeredLoggers } from '../registration.ts';

type LineAttributes = Record<string, AnyValue>;

/** One line. */
export interface Line {
  /** Name of the logging library: the scope of the record. */
  readonly library: string;
  readonly severityNumber: number;
  /** The level as the application calls it. */
  readonly severityText: string;
  readonly body: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The error that the line is about (none). */
  readonly error?: unknown;
  /** When it was written, in Unix ms (now). */
  readonly timeMs?: number;
}

/**
 * Hands a line to Sonde, or to whoever takes the logs of the application.
 *
 * @returns False when nobody takes it.
 */
export function emitLine(line: Line): boolean {
  try {
    const logger: Logger = (registeredLoggers() ?? logs).getLogger(line.library);
    if (!logger.enabled({ severityNumber: line.severityNumber, context: context.active() })) return false;
    logger.emit({
      severityNumber: line.severityNumber,
      severityText: line.severityText,
      body: typeof line.body === 'string' ? line.body : (capture(line.body) as AnyValue),
      attributes: attributesOf(line),
      context: context.active(),
      ...(line.timeMs === undefined ? {} : { timestamp: line.timeMs }),
    });
    return true;
  } catch (error) {
    runtime.onInternalError('log line', error);
    return false;
  }
}

/** The line as it is written to a file. */
export function lineAsText({ severityText, body, fields, error, timeMs }: Line): string {
  const about = error === undefined ? {} : { error: loggedValue(error) };
  const time = new Date(timeMs ?? Date.now()).toISOString();
  const told = Object.entries(fields).map(([key, value]) => [key, loggedValue(value)]);
  return JSON.stringify({
    time,
    level: severityText,
    message: capture(body),
    ...Object.fromEntries(told),
    ...about,
  });
}

function attributesOf({ fields, error }: Line): LineAttributes {
  const attributes: LineAttributes = {};
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined) attributes[key] = loggedValue(value);
  return error === undefined ? attributes : { ...attributes, ...errorAttributes(error) };
}

/** An error says little by its enumerable properties. */
function loggedValue(value: unknown): AnyValue {
  if (!(value instanceof Error)) return capture(value) as AnyValue;
  const { causes, members } = errorTreeOf(value);
  return {
    ...describeError(value),
    ...(causes.length > 0 ? { causes: [...causes] } : {}),
    ...(members.length > 0 ? { members: [...members] } : {}),
  } as AnyValue;
}

function errorAttributes(error: unknown): LineAttributes {
  const { type, message, stacktrace } = describeError(error);
  const { causes, members } = errorTreeOf(error);
  return {
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: stacktrace,
    ...(causes.length > 0 ? { [ATTR_SONDE_EXCEPTION_CAUSES]: [...causes] as AnyValue[] } : {}),
    ...(members.length > 0 ? { [ATTR_SONDE_EXCEPTION_MEMBERS]: [...members] as AnyValue[] } : {}),
  };
}
