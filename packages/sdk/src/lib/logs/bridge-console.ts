/** The console of the application as OpenTelemetry logs; what it prints is what it printed before. */
import { formatWithOptions } from 'node:util';
import { emitLine } from './line.ts';
import { severityOf } from './severities.ts';

const levels = {
  trace: 'trace',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const;
type Method = keyof typeof levels;
type Print = (...values: unknown[]) => void;

/** Nothing of the application runs a second time: no getters, no `toString`, no inspection of its own. */
const plain = { customInspect: false, getters: false, depth: 4, maxStringLength: 32_768 };
const MESSAGE_MAX = 32_768;

/**
 * Makes every line that the application prints with `console` a log record as well, in the trace that it belongs to.
 *
 * @param target - The console (the global one).
 * @returns Takes the bridge out again.
 * @example
 * const unbridge = bridgeConsole();
 */
export function bridgeConsole(target: Pick<Console, Method> = console): () => void {
  const undo = Object.entries(levels).map(([method, level]) => bridge(target, method as Method, level));
  return () => {
    for (const each of undo) each();
  };
}

/** What is printed while a line is taken is Sonde's or OpenTelemetry's own: it must not come back. */
let taking = false;

function bridge(target: Pick<Console, Method>, method: Method, level: string): () => void {
  const original = target[method] as Print;
  const bridged: Print = function bridgedPrint(this: unknown, ...values) {
    Reflect.apply(original, this ?? target, values);
    take(level, values);
  };
  target[method] = bridged;
  return () => {
    if (target[method] === bridged) target[method] = original;
  };
}

function take(level: string, values: readonly unknown[]): void {
  if (taking) return;
  taking = true;
  try {
    const error = values.find((value) => value instanceof Error);
    emitLine({
      library: 'console',
      severityNumber: severityOf(level),
      severityText: level,
      body: textOf(values),
      fields: {},
      ...(error === undefined ? {} : { error }),
    });
  } finally {
    taking = false;
  }
}

function textOf(values: readonly unknown[]): string {
  try {
    return formatWithOptions(plain, ...values).slice(0, MESSAGE_MAX);
  } catch {
    return '[unreadable]';
  }
}
