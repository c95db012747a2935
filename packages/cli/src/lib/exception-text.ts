/** One exception with everything that led to it, as text. */
import { ATTR_CODE_FILE_PATH, ATTR_CODE_LINE_NUMBER } from '@sonde/conventions';
import type { ErrorOccurrence, Json } from '@sonde/store/reader';
import { formatDuration, formatTime } from './format.ts';
import { safeLine, safeText, type Terminal } from './terminal.ts';
import { releaseText } from './trace-origin.ts';

const VALUE_MAX = 300;
const STACK_LINES = 8;

/** The exception, its input, its path and its stack. */
export function exceptionText(error: ErrorOccurrence, terminal: Terminal): string {
  const stack = safeText(error.stacktrace).split('\n').slice(0, STACK_LINES);
  return [
    `${terminal.style('red', safeLine(error.type))}: ${safeLine(error.message, 400)}`,
    `  ${whereAndWhen(error)}`,
    ...line('code', codeOf(error)),
    ...line('input', error.input),
    ...error.ancestors.flatMap((ancestor) => entry('called by', ancestor, 'input')),
    ...error.completed.flatMap((completed) => entry('before it', completed, 'output')),
    ...error.causes.flatMap((cause) => line('caused by', cause)),
    ...stack.map((frame) => terminal.style('dim', `  ${frame}`)),
  ].join('\n');
}

/** What ends the process may have been thrown outside every operation and trace. */
function whereAndWhen({ kind, operation, elapsedMs, timeMs, traceId }: ErrorOccurrence): string {
  const trace = traceId === '' ? '' : `, trace ${traceId.slice(0, 12)}`;
  if (operation === '') return `outside any operation, ${formatTime(timeMs)}${trace}`;
  return `in ${safeLine(kind)} ${safeLine(operation)} after ${formatDuration(elapsedMs)}, ${formatTime(timeMs)}${trace}`;
}

/** Where in the sources, and of which release. */
function codeOf({ attributes, resource }: ErrorOccurrence): Json {
  const { [ATTR_CODE_FILE_PATH]: file, [ATTR_CODE_LINE_NUMBER]: lineNumber } = attributes;
  const place =
    typeof file === 'string' ? [file, lineNumber].filter((one) => one !== undefined).join(':') : '';
  const told = [place, releaseText(resource)].filter((one) => one !== '');
  return told.length === 0 ? null : told.join('  ');
}

function line(label: string, value: Json): string[] {
  return value === null
    ? []
    : [
        `  ${label.padEnd(9)} ${safeLine(typeof value === 'string' ? value : JSON.stringify(value), VALUE_MAX)}`,
      ];
}

function entry(label: string, value: Json, content: 'input' | 'output'): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return line(label, value);
  const { name, kind, [content]: shown } = value as { readonly [key: string]: Json };
  const detail = shown === undefined ? '' : `  ${typeof shown === 'string' ? shown : JSON.stringify(shown)}`;
  return line(label, `${String(kind)} ${String(name)}${detail}`);
}
