/** Winston lines as OpenTelemetry logs, tied to the trace they were written in. */
import { runtime } from '@sonde/observe';
import { createRedactor } from '@sonde/redaction';
import Transport, { type TransportStreamOptions } from 'winston-transport';
import { emitLine, type Line, lineAsText } from './line.ts';
import { appendRotating } from './rotating-file.ts';
import { lineOfWinston } from './winston-line.ts';

/** Options of {@link SondeTransport}, beside those of every winston transport (`level`, `format`, `silent`, …). */
export interface SondeTransportOptions extends TransportStreamOptions {
  /** Severity numbers of OpenTelemetry for levels of one's own; levels of npm, syslog and cli are known. */
  readonly severities?: Readonly<Record<string, number>>;
  /** File for lines that nobody takes because Sonde was not started; redacted, two of 5 MB at most (none). */
  readonly fallbackFile?: string;
}

/**
 * A winston transport.
 *
 * @example
 * const logger = winston.createLogger({ transports: [new SondeTransport()] });
 */
export class SondeTransport extends Transport {
  readonly #severities: Readonly<Record<string, number>>;
  readonly #fallbackFile: string | undefined;

  constructor({ severities = {}, fallbackFile, ...options }: SondeTransportOptions = {}) {
    super(options);
    this.#severities = severities;
    this.#fallbackFile = fallbackFile;
  }

  override log(info: Readonly<Record<string | symbol, unknown>>, done: () => void): void {
    const line = lineOfWinston(info, this.#severities);
    if (!emitLine(line) && this.#fallbackFile !== undefined) fallBack(this.#fallbackFile, line);
    this.emit('logged', info);
    done();
  }
}

let redactor: ReturnType<typeof createRedactor> | undefined;

function fallBack(file: string, line: Line): void {
  try {
    redactor ??= createRedactor();
    const redacted = redactor.value(JSON.parse(lineAsText(line)));
    appendRotating(file, JSON.stringify(redacted));
  } catch (error) {
    runtime.onInternalError('log file', error);
  }
}
