/**
 * Key layout of the index: one prefix byte for the table, then fixed-width big-endian fields, so that the order of
 * the keys is the order of the answers. docs/decisions/0006-store-index.md has it as a byte table.
 */
import { hash } from 'node:crypto';
import { type Pointer, pointerBytes } from '../log/pointer.ts';

/** First byte of every key. */
export const table = {
  meta: 0x01,
  span: 0x02,
  traceHead: 0x03,
  traceByTime: 0x04,
  modelCallBelow: 0x05,
  spanByTime: 0x06,
  operation: 0x07,
  logByTime: 0x08,
  logByTrace: 0x09,
  logSeen: 0x0a,
  errorByTime: 0x0b,
  errorByGroup: 0x0c,
  errorBySpan: 0x0d,
  latencyByTime: 0x0e,
  sessionHead: 0x0f,
  sessionByTime: 0x10,
  ledger: 0x11,
  checkpoint: 0x12,
  exceptionSource: 0x13,
} as const;

const timeBytes = 8;

/** A key under construction: fields are appended left to right. */
class Key {
  readonly #parts: Buffer[];

  constructor(prefix: number) {
    this.#parts = [Buffer.of(prefix)];
  }

  hex(digits: string): this {
    this.#parts.push(Buffer.from(digits, 'hex'));
    return this;
  }

  time(unixNano: bigint): this {
    const bytes = Buffer.allocUnsafe(timeBytes);
    bytes.writeBigUInt64BE(BigInt.asUintN(64, unixNano));
    this.#parts.push(bytes);
    return this;
  }

  pointer({ segment, offset, index }: Pointer): this {
    const bytes = Buffer.allocUnsafe(pointerBytes);
    bytes.writeUInt32BE(segment, 0);
    bytes.writeUInt32BE(offset, 4);
    bytes.writeUInt32BE(index, 8);
    this.#parts.push(bytes);
    return this;
  }

  ordinal(value: number): this {
    const bytes = Buffer.allocUnsafe(2);
    bytes.writeUInt16BE(value);
    this.#parts.push(bytes);
    return this;
  }

  digest(text: string, length: number): this {
    this.#parts.push(digest(text).subarray(0, length));
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Place of an error: its record, and which event of a span it is (0: the record itself). */
export interface ErrorPlace {
  readonly timeUnixNano: bigint;
  readonly pointer: Pointer;
  readonly ordinal: number;
}

/** Builds every key. */
export const keys = {
  meta: (name: string) => Buffer.concat([Buffer.of(table.meta), Buffer.from(name)]),
  span: (traceId: string, spanId: string) => new Key(table.span).hex(traceId).hex(spanId).bytes(),
  traceHead: (traceId: string) => new Key(table.traceHead).hex(traceId).bytes(),
  traceByTime: (start: bigint, traceId: string) =>
    new Key(table.traceByTime).time(start).hex(traceId).bytes(),
  modelCallBelow: (traceId: string, spanId: string) =>
    new Key(table.modelCallBelow).hex(traceId).hex(spanId).bytes(),
  spanByTime: (start: bigint, traceId: string, spanId: string) =>
    new Key(table.spanByTime).time(start).hex(traceId).hex(spanId).bytes(),
  operation: (operationId: string) => new Key(table.operation).hex(operationId).bytes(),
  logByTime: (time: bigint, pointer: Pointer) => new Key(table.logByTime).time(time).pointer(pointer).bytes(),
  logByTrace: (traceId: string, time: bigint, pointer: Pointer) =>
    new Key(table.logByTrace).hex(traceId).time(time).pointer(pointer).bytes(),
  logSeen: (content: string) => new Key(table.logSeen).digest(content, 16).bytes(),
  errorByTime: (place: ErrorPlace) => errorKey(new Key(table.errorByTime), place),
  errorByGroup: (fingerprint: string, place: ErrorPlace) =>
    errorKey(new Key(table.errorByGroup).digest(fingerprint, 8), place),
  errorBySpan: (traceId: string, spanId: string, place: ErrorPlace) =>
    errorKey(new Key(table.errorBySpan).hex(traceId).hex(spanId || noSpan), place),
  exceptionSource: (fingerprint: string, traceId: string, spanId: string, pointer: Pointer) =>
    sourceKey(fingerprint)
      .hex(traceId || noTrace)
      .hex(spanId || noSpan)
      .pointer(pointer)
      .bytes(),
  latencyByTime: (time: bigint, pointer: Pointer) =>
    new Key(table.latencyByTime).time(time).pointer(pointer).bytes(),
  sessionHead: (sessionId: string) => new Key(table.sessionHead).digest(sessionId, 16).bytes(),
  sessionByTime: (last: bigint, sessionId: string) =>
    new Key(table.sessionByTime).time(last).digest(sessionId, 16).bytes(),
  ledger: (spool: string) => new Key(table.ledger).digest(spool, 16).bytes(),
  checkpoint: (spool: string) => new Key(table.checkpoint).digest(spool, 16).bytes(),
} as const;

/** Prefixes under which ranges are read. */
export const prefixes = {
  all: (prefix: number) => Buffer.of(prefix),
  spansOfTrace: (traceId: string) => new Key(table.span).hex(traceId).bytes(),
  logsOfTrace: (traceId: string) => new Key(table.logByTrace).hex(traceId).bytes(),
  errorsOfGroup: (fingerprint: string) => new Key(table.errorByGroup).digest(fingerprint, 8).bytes(),
  errorsOfTrace: (traceId: string) => new Key(table.errorBySpan).hex(traceId).bytes(),
  errorsOfSpan: (traceId: string, spanId: string) =>
    new Key(table.errorBySpan).hex(traceId).hex(spanId).bytes(),
  sourcesOfGroup: (fingerprint: string) => sourceKey(fingerprint).bytes(),
  sourcesOfSpan: (fingerprint: string, traceId: string, spanId: string) =>
    sourceKey(fingerprint)
      .hex(traceId || noTrace)
      .hex(spanId || noSpan)
      .bytes(),
  fromTime: (prefix: number, time: bigint) => new Key(prefix).time(time).bytes(),
} as const;

const noSpan = '0'.repeat(16);
const noTrace = '0'.repeat(32);

/** Eight bytes in hex that stand for an operation of a service. */
export function operationId(service: string, operation: string, kind: string, model: string): string {
  return digest([service, operation, kind, model].join('\0')).toString('hex', 0, 8);
}

/** Reads fields back out of a key. */
export const fields = {
  time: (key: Buffer, at: number) => key.readBigUInt64BE(at),
  hex: (key: Buffer, from: number, to: number) => key.toString('hex', from, to),
  pointer: (key: Buffer, at: number): Pointer => ({
    segment: key.readUInt32BE(at),
    offset: key.readUInt32BE(at + 4),
    index: key.readUInt32BE(at + 8),
  }),
  ordinal: (key: Buffer, at: number) => key.readUInt16BE(at),
  /** Place of an error, which ends every error key. */
  errorPlace: (key: Buffer): ErrorPlace => {
    const at = key.length - timeBytes - pointerBytes - 2;
    return {
      timeUnixNano: key.readBigUInt64BE(at),
      pointer: fields.pointer(key, at + timeBytes),
      ordinal: key.readUInt16BE(at + timeBytes + pointerBytes),
    };
  },
} as const;

/** The first key after all keys that start with the prefix. */
export function afterPrefix(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  for (let at = end.length - 1; at >= 0; at -= 1) {
    if (end[at] === 0xff) continue;
    end[at] = (end[at] ?? 0) + 1;
    return end.subarray(0, at + 1);
  }
  return Buffer.alloc(end.length + 1, 0xff);
}

function sourceKey(fingerprint: string): Key {
  return new Key(table.exceptionSource).digest(fingerprint, 8);
}

function errorKey(key: Key, { timeUnixNano, pointer, ordinal }: ErrorPlace): Buffer {
  return key.time(timeUnixNano).pointer(pointer).ordinal(ordinal).bytes();
}

function digest(text: string): Buffer {
  return hash('sha1', text, 'buffer');
}
