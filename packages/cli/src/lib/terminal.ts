/** Where a command writes, and how: colours only on a terminal, telemetry never able to control it. */
import { styleText } from 'node:util';

/** Styles in use. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** What a command knows of its surroundings. */
export interface Terminal {
  /** Results: what a pipe receives. */
  out(text: string): void;
  /** Progress, notes and errors. */
  note(text: string): void;
  style(style: Style, text: string): string;
  /** Columns, for cutting lines; Infinity when the output is no terminal. */
  readonly columns: number;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

/** The terminal of this process. Honours NO_COLOR and FORCE_COLOR. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  // A reader that goes away (`sonde traces | head`) ends the command quietly.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    columns: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY,
    interrupted: interrupted.signal,
  };
}

// C0 (but tab and newline), C1, bidi overrides and zero-width characters.
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Captured text made harmless: control characters are shown as their code. */
export function safeText(text: string): string {
  return text.replace(unsafe, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One line of captured text, cut to a width. */
export function safeLine(text: string, widthMax: number = Number.POSITIVE_INFINITY): string {
  const line = safeText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > widthMax ? `${line.slice(0, Math.max(0, widthMax - 1))}…` : line;
}
