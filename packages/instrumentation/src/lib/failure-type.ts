/** `error.type` of failed model calls: what the provider calls it, else the HTTP status, else the class. */
import { errorType } from '@sonde/observe';
import { number, text } from './foreign-value.ts';

/** Codes and types are identifiers; anything else would let free text into a low-cardinality attribute. */
const IDENTIFIER = /^[\w.-]{1,64}$/;

/**
 * Names a failure.
 *
 * @param error - What was thrown: an `APIError` of a client, a network error with a system code, or anything.
 */
export function failureType(error: unknown): string {
  const code = text(error, 'code');
  if (code !== undefined && IDENTIFIER.test(code)) return code;
  const status = number(error, 'status');
  return status === undefined ? (systemCode(error) ?? errorType(error)) : String(status);
}

function systemCode(error: unknown): string | undefined {
  let cause: unknown = error;
  for (let depth = 0; depth < 4; depth += 1) {
    cause = (cause as { cause?: unknown } | undefined)?.cause;
    const code = text(cause, 'code');
    if (code !== undefined && /^[A-Z][A-Z_]+$/.test(code)) return code;
  }
  return undefined;
}
