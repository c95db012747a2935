/** Reads a request body whole, inflating it on the way, with limits that hold while it streams. */
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { SondeError } from '@sonde/conventions';
import type { ByteLease } from './byte-budget.ts';

/** Limits of one body. */
export interface BodyLimits {
  /** Bytes on the wire when the body is compressed. */
  readonly compressedMaxBytes: number;
  /** Bytes after inflating, or on the wire when it is not compressed. */
  readonly inflatedMaxBytes: number;
}

/**
 * Gives the inflated body. On failure the request is left open, so that an answer can still be sent.
 *
 * @param request - Not yet read from.
 * @param limits - Hold while streaming, because zlib's own limit guards only one-shot calls.
 * @param lease - Takes what the body holds in memory; the caller releases it.
 * @throws SondeError `OTLP_LIMIT_EXCEEDED`, `OTLP_UNSUPPORTED_MEDIA`, `OTLP_MALFORMED` (broken compression) or
 * `STORE_UNAVAILABLE` (too much in flight).
 */
export async function readRequestBody(
  request: IncomingMessage,
  limits: BodyLimits,
  lease: ByteLease,
): Promise<Buffer> {
  const inflater = inflaterFor(request.headers['content-encoding']);
  const wireMaxBytes = inflater ? limits.compressedMaxBytes : limits.inflatedMaxBytes;
  refuseBeyond(wireMaxBytes, Number(request.headers['content-length'] ?? 0), 'Body');
  const collector = new Collector(limits.inflatedMaxBytes, lease);
  const sink = inflater ? inflateInto(inflater, collector) : plainInto(collector);
  try {
    let wireBytes = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      wireBytes += chunk.length;
      refuseBeyond(wireMaxBytes, wireBytes, 'Body');
      await sink.write(chunk);
    }
    await sink.end();
    return collector.whole();
  } finally {
    inflater?.destroy();
  }
}

interface Sink {
  write(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}

class Collector {
  readonly #maxBytes: number;
  readonly #lease: ByteLease;
  readonly #chunks: Buffer[] = [];
  #sizeBytes = 0;

  constructor(maxBytes: number, lease: ByteLease) {
    this.#maxBytes = maxBytes;
    this.#lease = lease;
  }

  add(chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    refuseBeyond(this.#maxBytes, this.#sizeBytes, 'Inflated body');
    this.#lease.take(chunk.length);
    this.#chunks.push(chunk);
  }

  whole(): Buffer {
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.#sizeBytes);
  }
}

function plainInto(collector: Collector): Sink {
  return {
    write: async (chunk) => collector.add(chunk),
    end: async () => {},
  };
}

function inflateInto(inflater: Transform, collector: Collector): Sink {
  let fail: (error: unknown) => void = () => {};
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  done.catch(() => {}); // reported by whoever awaits write or end
  inflater.on('data', (chunk: Buffer) => {
    try {
      collector.add(chunk);
    } catch (error) {
      fail(error);
      inflater.destroy();
    }
  });
  inflater.on('end', finish);
  inflater.on('error', (error) => fail(brokenCompression(error)));
  return {
    write: (chunk) => {
      const consumed = new Promise<void>((resolve) => inflater.write(chunk, () => resolve()));
      return Promise.race([done, consumed]);
    },
    end: () => {
      inflater.end();
      return done;
    },
  };
}

function brokenCompression(cause: Error): SondeError {
  return new SondeError('OTLP_MALFORMED', `The body cannot be inflated: ${cause.message}.`, { cause });
}

function refuseBeyond(maxBytes: number, sizeBytes: number, what: string): void {
  if (sizeBytes > maxBytes) {
    throw new SondeError('OTLP_LIMIT_EXCEEDED', `${what} of more than ${maxBytes} bytes.`);
  }
}

// 64 KiB: fewer turns of the event loop per MiB than zlib's default of 16 KiB.
const chunkSize = 64 * 1024;
// 8 MiB, what every zstd encoder stays below up to level 19 (RFC 8878 §3.1.1.1.2); a frame may ask for 2 GiB.
const zstdWindowLogMax = 23;

const inflaters: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip({ chunkSize }),
  'x-gzip': () => createGunzip({ chunkSize }),
  deflate: () => createInflate({ chunkSize }),
  zstd: () =>
    createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax } }),
};

function inflaterFor(encodingHeader: string | undefined): Transform | undefined {
  const encoding = (encodingHeader ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return undefined;
  const create = Object.hasOwn(inflaters, encoding) ? inflaters[encoding] : undefined;
  if (!create) {
    throw new SondeError(
      'OTLP_UNSUPPORTED_MEDIA',
      `Content-Encoding ${JSON.stringify(encoding.slice(0, 50))} is not supported.`,
    );
  }
  return create();
}
