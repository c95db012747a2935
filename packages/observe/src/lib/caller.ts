/** Which code made a call: known at detail `debug`, because a stack costs some microseconds. */
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_SONDE_CALLER_FILE,
  ATTR_SONDE_CALLER_FUNCTION,
  ATTR_SONDE_CALLER_LINE,
} from '@sonde/conventions';
import { type CodeLocation, parseStackLine } from './code-location.ts';

/** Frames between the caller and here, those of interceptors and instrumentations included. */
const FRAMES_MAX = 16;
/** What stands between the code of an application and its calls. */
const ownPackage =
  /[\\/](?:@opentelemetry|@sonde|packages[\\/](?:observe|sdk|instrumentation|guards)[\\/](?:src|dist))[\\/]/;

/** File, line and function of the code that is calling; undefined when the stack does not tell. */
export function callerAttributes(): Attributes | undefined {
  const location = callerOf(stackHere());
  if (location === undefined) return undefined;
  const { filePath, line, functionName } = location;
  return {
    [ATTR_SONDE_CALLER_FILE]: filePath,
    [ATTR_SONDE_CALLER_LINE]: line,
    ...(functionName === '' ? {} : { [ATTR_SONDE_CALLER_FUNCTION]: functionName }),
  };
}

/** The application may have changed how stacks are made: what is no text is none. */
function stackHere(): string {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = FRAMES_MAX;
  Error.captureStackTrace(holder, callerAttributes);
  Error.stackTraceLimit = limit;
  return typeof holder.stack === 'string' ? holder.stack : '';
}

function callerOf(stack: string): CodeLocation | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const location = parseStackLine(line);
    if (location !== undefined && !ownPackage.test(location.filePath)) return location;
  }
  return undefined;
}
