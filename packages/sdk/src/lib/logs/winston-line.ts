/** What winston hands to a transport, read: its level, its splat and the error in it. */
import type { Line } from './line.ts';
import { severityOf } from './severities.ts';

/** How `triple-beam` marks what winston adds. Formats may colour `level`, this one stays. */
const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');
/** What winston copies from an error that was passed beside a message. */
const copied = new Set(['stack', 'cause']);

/** Reads one. */
export function lineOfWinston(
  info: Readonly<Record<string | symbol, unknown>>,
  severities: Readonly<Record<string, number>> = {},
): Line {
  const level = String(info[LEVEL] ?? info['level']);
  const error = errorOf(info);
  const fields = Object.entries(info).filter(
    ([key, value]) =>
      key !== 'level' && key !== 'message' && value !== error && !(error !== undefined && copied.has(key)),
  );
  return {
    library: 'winston',
    severityNumber: severityOf(level, severities),
    severityText: level,
    body: messageOf(info),
    fields: Object.fromEntries(fields),
    ...(error === undefined ? {} : { error }),
  };
}

/** `logger.error(error)`, `logger.error('…', error)`, or the field that an error is usually passed in. */
function errorOf(info: Readonly<Record<string | symbol, unknown>>): unknown {
  if (info instanceof Error) return info;
  const splat = info[SPLAT];
  const passed = Array.isArray(splat) ? splat : [];
  const candidates = [info['message'], ...passed, info['error'], info['err'], info['exception']];
  return candidates.find((value) => value instanceof Error);
}

function messageOf({ message }: Readonly<Record<string | symbol, unknown>>): unknown {
  return message instanceof Error ? message.message : message;
}
