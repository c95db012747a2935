/** Tells exceptions in terms of their sources: at once where the positions are known, else by an event that follows. */
import { isAbsolute } from 'node:path';
import {
  ATTR_CODE_COLUMN_NUMBER,
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SONDE_EXCEPTION_FINGERPRINT,
  ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE,
  ATTR_SONDE_OPERATION_NAME,
  EVENT_SONDE_EXCEPTION_SOURCE,
} from '@sonde/conventions';
import {
  type CodeLocation,
  type EventSink,
  type ObservedEvent,
  parseStackLine,
  runtime,
} from '@sonde/observe';
import { type SourceLocation, SourcePositions } from './source-positions.ts';

const FATAL = 21;
const INFO = 9;
/** Lookups that wait; a storm of new failures is told by its raw stacks. */
const WAITING_MAX = 32;
const LINES_MAX = 50;
const dependency = /[\\/]node_modules[\\/]/;

/** Adds sources to exception events on their way to a sink. */
export class SourceMapper {
  readonly #emit: EventSink;
  readonly #positions = new SourcePositions();
  /** Places that are being looked up: the same failure in another trace need not be told again. */
  readonly #waiting = new Set<string>();
  /** Exceptions whose sources were not looked up, because too many waited. */
  droppedCount = 0;

  constructor(emit: EventSink) {
    this.#emit = emit;
  }

  readonly emit: EventSink = (event) => {
    const stack = event.attributes[ATTR_EXCEPTION_STACKTRACE];
    // With `--enable-source-maps` Node has mapped the stack.
    if (typeof stack !== 'string' || process.sourceMapsEnabled) return this.#emit(event);
    const unknown = this.#unknownIn(stack);
    if (unknown.size > 0 && event.severityNumber >= FATAL)
      for (const [file, locations] of unknown) this.#positions.lookUpNow(file, locations);
    else if (unknown.size > 0) {
      this.#emit(event);
      return this.#follow(event, stack, unknown);
    }
    this.#emit({ ...event, attributes: { ...event.attributes, ...this.#sources(stack) } });
  };

  /** By file. */
  #unknownIn(stack: string): Map<string, CodeLocation[]> {
    const unknown = new Map<string, CodeLocation[]>();
    for (const line of stack.split('\n', LINES_MAX)) {
      const location = mappable(line);
      if (location === undefined || this.#positions.known(location) !== undefined) continue;
      unknown.set(location.filePath, [...(unknown.get(location.filePath) ?? []), location]);
    }
    return unknown;
  }

  #follow(event: ObservedEvent, stack: string, unknown: Map<string, CodeLocation[]>): void {
    const places = [...unknown.values()]
      .flat()
      .map(({ filePath, line, column }) => `${filePath}:${line}:${column}`);
    const key = places.join('\n');
    if (this.#waiting.has(key)) return;
    if (this.#waiting.size >= WAITING_MAX) {
      this.droppedCount += 1;
      return;
    }
    this.#waiting.add(key);
    void this.#lookUp(unknown)
      .then(() => this.#emitSources(event, stack))
      .catch((error: unknown) => runtime.onInternalError('source maps', error))
      .finally(() => this.#waiting.delete(key));
  }

  async #lookUp(unknown: Map<string, CodeLocation[]>): Promise<void> {
    for (const [file, locations] of unknown) await this.#positions.lookUp(file, locations);
  }

  #emitSources({ attributes, body, context }: ObservedEvent, stack: string): void {
    const sources = this.#sources(stack);
    if (sources === undefined) return;
    const kept = [ATTR_EXCEPTION_TYPE, ATTR_SONDE_EXCEPTION_FINGERPRINT, ATTR_SONDE_OPERATION_NAME];
    this.#emit({
      eventName: EVENT_SONDE_EXCEPTION_SOURCE,
      severityNumber: INFO,
      body: `Sources of: ${body}`,
      attributes: { ...Object.fromEntries(kept.map((name) => [name, attributes[name]])), ...sources },
      context,
    });
  }

  /** The stack with the sources that are known; undefined when there are none. */
  #sources(stack: string): ObservedEvent['attributes'] | undefined {
    let top: (SourceLocation & { readonly functionName: string }) | undefined;
    const lines = stack.split('\n', LINES_MAX).map((line) => {
      const location = mappable(line);
      const source = location && this.#positions.known(location);
      if (location === undefined || !source) return line;
      top ??= { ...source, functionName: location.functionName };
      return withSource(line, source);
    });
    if (top === undefined) return undefined;
    return {
      [ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE]: lines.join('\n'),
      [ATTR_CODE_FUNCTION_NAME]: top.functionName === '' ? undefined : top.functionName,
      [ATTR_CODE_FILE_PATH]: top.filePath,
      [ATTR_CODE_LINE_NUMBER]: top.line,
      [ATTR_CODE_COLUMN_NUMBER]: top.column,
    };
  }
}

/** Dependencies are told as they are installed. */
function mappable(line: string): CodeLocation | undefined {
  const location = parseStackLine(line);
  if (location === undefined || !isAbsolute(location.filePath)) return undefined;
  return dependency.test(location.filePath) ? undefined : location;
}

function withSource(line: string, { filePath, line: lineNumber, column }: SourceLocation): string {
  const place = `${filePath}:${lineNumber}:${column}`;
  const named = /^(\s*at .+? \().*\)$/.exec(line);
  return named
    ? `${named[1]}${place})`
    : line.replace(/^(\s*at (?:async )?).*$/, (_, at: string) => at + place);
}
