/** The segment file a writer has open. */
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { SondeError } from '@sonde/conventions';
import { Ordinals } from './ordinals.ts';
import { segmentFile, segmentNumbers } from './segment-files.ts';
import { HEADER_BYTES, segmentHeader } from './segment-format.ts';

const CREATE_FLAGS =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_EXCL |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);

/** A new file with its header, its size, and the ordinals used in it. */
export class OpenSegment {
  readonly number: number;
  readonly resources = new Ordinals();
  readonly scopes = new Ordinals();
  sizeBytes = HEADER_BYTES;
  readonly #fd: number;

  private constructor(number: number, fd: number) {
    this.number = number;
    this.#fd = fd;
  }

  /**
   * Creates the segment after the last one of a directory (mode 0600; the directory, mode 0700, if it is missing).
   *
   * @throws SondeError DIRECTORY_UNWRITABLE
   */
  static create(directory: string, nowMs: number, numberMin: number): OpenSegment {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      return createNext(directory, nowMs, numberMin);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new SondeError('DIRECTORY_UNWRITABLE', `no segment can be created in ${directory}: ${reason}`, {
        cause,
      });
    }
  }

  /** @internal */
  static begin(file: string, number: number, nowMs: number): OpenSegment {
    const fd = openSync(file, CREATE_FLAGS, 0o600);
    try {
      writeAll(fd, segmentHeader(nowMs), 0);
      return new OpenSegment(number, fd);
    } catch (error) {
      closeSync(fd);
      unlinkSync(file);
      throw error;
    }
  }

  /** Writes at the end of the file. @throws WriteFailure with how many bytes went in. */
  append(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes, this.sizeBytes);
    this.sizeBytes += bytes.length;
  }

  /** Cuts the file after `sizeBytes`, if the system lets it. */
  cutTo(sizeBytes: number): void {
    try {
      ftruncateSync(this.#fd, sizeBytes);
    } catch {
      // Readers stop at the torn frame all the same.
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** A write that failed part-way. */
export class WriteFailure extends Error {
  readonly writtenBytes: number;

  constructor(writtenBytes: number, cause: unknown) {
    super((cause as Error).message, { cause });
    this.writtenBytes = writtenBytes;
  }
}

/** Two processes that share a directory by mistake race for a number; a few attempts settle it. */
const ATTEMPTS_MAX = 16;

function createNext(directory: string, nowMs: number, numberMin: number): OpenSegment {
  for (let attempt = 1; ; attempt++) {
    const number = Math.max(numberMin, (segmentNumbers(directory).at(-1) ?? 0) + 1);
    try {
      return OpenSegment.begin(segmentFile(directory, number), number, nowMs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= ATTEMPTS_MAX) throw error;
    }
  }
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  let written = 0;
  try {
    while (written < bytes.length) {
      const count = writeSync(fd, bytes, written, bytes.length - written, at + written);
      if (count === 0) throw new Error('the system wrote no byte');
      written += count;
    }
  } catch (cause) {
    throw new WriteFailure(written, cause);
  }
}
