/** The answer of an OTLP receiver: how many records it refused, and why. */
import { ByteWriter } from './byte-writer.ts';
import { DecodeBudget } from './decode/limits.ts';
import { readText } from './decode/values.ts';
import { WireReader } from './decode/wire-reader.ts';
import type { Signal } from './records.ts';
import { ResponseField } from './wire-fields.ts';

/** A partial success. */
export interface PartialSuccess {
  /** Spans, log records or data points that were refused. */
  readonly rejected: number;
  readonly message: string;
}

/**
 * Encodes an Export*ServiceResponse; the three signals have one layout. Without `partial` it is the empty message that
 * means full success.
 */
export function encodeExportResponse(_signal: Signal, partial?: PartialSuccess): Uint8Array {
  if (partial === undefined) return new Uint8Array();
  const into = new ByteWriter(256);
  const mark = into.begin(ResponseField.partialSuccess);
  into.countField(ResponseField.rejected, partial.rejected);
  if (partial.message) into.textField(ResponseField.message, partial.message);
  into.end(mark);
  return into.copy();
}

/**
 * Decodes an Export*ServiceResponse; nothing rejected when it says nothing.
 *
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeExportResponse(_signal: Signal, bytes: Uint8Array): PartialSuccess {
  const reader = new WireReader(bytes);
  const budget = new DecodeBudget(undefined);
  let rejected = 0;
  let message = '';
  while (reader.next()) {
    if (reader.field !== ResponseField.partialSuccess) {
      reader.skip();
      continue;
    }
    const outerEnd = reader.enter();
    while (reader.next()) {
      if (reader.field === ResponseField.rejected) rejected = Number(reader.int64());
      else if (reader.field === ResponseField.message) message = readText(reader, budget);
      else reader.skip();
    }
    reader.leave(outerEnd);
  }
  return { rejected, message };
}
