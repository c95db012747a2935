/** The spool: a process's telemetry on disk, appended in groups. */
import { dirname, join } from 'node:path';
import { isSondeError, SondeError } from '@sonde/conventions';
import { runtime } from '@sonde/observe';
import type { ByteWriter } from '@sonde/otlp';
import {
  ownIdentity,
  type RecordKind,
  type SegmentWriteError,
  SegmentWriter,
  startHeartbeat,
} from '@sonde/otlp/segments';
import { serviceSpoolDirectory } from '../home.ts';
import { makeDirectory, refuseForeignLink } from '../make-directory.ts';
import { writeOwnFile } from '../own-file.ts';
import { withoutCredentials } from '../sender/endpoint-warning.ts';
import type { RecordSink } from '../telemetry-writer.ts';
import { readCursor } from './cursor.ts';
import type { Ledger } from './ledger.ts';
import { signalOfKind } from './record-frame.ts';
import { enforceSpoolLimit } from './spool-limit.ts';
import type { SpoolManifest } from './spool-manifest.ts';

/** What a spool is made of. */
export interface SpoolOptions {
  readonly home: string;
  readonly service: string;
  /** Empty: the studio takes the telemetry. */
  readonly endpoint: string;
  /** Disk space of all spools of the service. */
  readonly bytesMax: number;
  readonly ledger: Ledger;
}

const erroneous = { error: true };
const ordinary = { error: false };
const SEGMENT_BYTES_MAX = 8 * 1_024 * 1_024;
/** Whole segments are dropped: a limit that held fewer would be passed by one, or lose most at once. */
const SEGMENTS_MIN = 4;
/** Least time between two ledger frames, in ms: one a second is enough to watch, and costs 300 bytes. */
const LEDGER_INTERVAL_MS = 1_000;

/** An open spool. */
export class Spool implements RecordSink {
  readonly directory: string;
  /** Last segment of which a sender or studio has taken records; the sender of this process tells of its own. */
  takenSegment: () => number = () => readCursor(this.directory)?.segment ?? 0;
  bringIn = (): void => {};
  readonly #serviceDirectory: string;
  readonly #segments: SegmentWriter;
  readonly #ledger: Ledger;
  readonly #bytesMax: number;
  #ledgerRevision = 0;
  #ledgerWrittenMs = 0;
  #ledgerTimer: NodeJS.Timeout | undefined;
  #segment = 0;
  #closed = false;
  readonly #stopHeartbeat: () => void;

  /** @throws SondeError DIRECTORY_UNWRITABLE */
  constructor({ home, service, endpoint, bytesMax, ledger }: SpoolOptions) {
    this.#serviceDirectory = serviceSpoolDirectory(home, service);
    this.directory = join(this.#serviceDirectory, spoolName());
    this.#ledger = ledger;
    this.#bytesMax = bytesMax;
    const manifest = createSpoolDirectory(this.directory, manifestOf(service, endpoint));
    this.#stopHeartbeat = startHeartbeat(manifest);
    this.#segments = new SegmentWriter({
      directory: this.directory,
      segmentBytesMax: Math.min(SEGMENT_BYTES_MAX, bytesMax / SEGMENTS_MIN),
    });
    this.#enforceLimit();
  }

  record(
    kind: RecordKind,
    error: boolean,
    resource: Uint8Array,
    scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): void {
    if (this.#closed) return this.#ledger.dropped(signalOfKind[kind], 'write_failed');
    try {
      this.#segments.record(kind, error ? erroneous : ordinary, resource, scope, encode);
    } catch (failure) {
      this.#countLost(failure);
    }
  }

  flush(): void {
    if (this.#closed) return;
    this.bringIn();
    this.#flushStaged();
  }

  #flushStaged(): void {
    this.#guardWrite(() => {
      this.#writeLedger(false);
      this.#segments.flush();
    });
    if (this.#segments.position.segment !== this.#segment) this.#onNewSegment();
  }

  /** Writes the final ledger and seals the segment. Nothing can be recorded afterwards. */
  close(): void {
    if (this.#closed) return;
    this.bringIn();
    this.#stopHeartbeat();
    clearTimeout(this.#ledgerTimer);
    this.#guardWrite(() => {
      this.#writeLedger(true);
      this.#segments.close();
    });
    this.#closed = true;
  }

  #writeLedger(final: boolean): void {
    if (this.#ledgerRevision === this.#ledger.revision) return;
    const now = performance.now();
    if (!final && now - this.#ledgerWrittenMs < LEDGER_INTERVAL_MS) return this.#postponeLedger();
    this.#ledgerWrittenMs = now;
    this.#ledgerRevision = this.#ledger.revision;
    this.#segments.json('ledger', this.#ledger.written());
  }

  #postponeLedger(): void {
    if (this.#ledgerTimer !== undefined) return;
    this.#ledgerTimer = setTimeout(() => {
      this.#ledgerTimer = undefined;
      if (!this.#closed) this.#flushStaged();
    }, LEDGER_INTERVAL_MS).unref();
  }

  /** Each segment tells of its spool: those before it may be dropped once this process is dead. */
  #onNewSegment(): void {
    this.#enforceLimit();
    this.#guardWrite(() => {
      this.#writeLedger(true);
      this.#segments.flush();
    });
  }

  #enforceLimit(): void {
    this.#segment = this.#segments.position.segment;
    try {
      enforceSpoolLimit({
        serviceDirectory: this.#serviceDirectory,
        own: this.directory,
        bytesMax: this.#bytesMax,
        takenSegment: this.takenSegment(),
        openSegment: this.#segment,
        keep: (kind, flags, raw) => this.#guardWrite(() => this.#segments.rawRecord(kind, flags, raw)),
        ledger: this.#ledger,
      });
    } catch (error) {
      runtime.onInternalError('limit spool', error);
    }
  }

  /** A failed write loses what was staged, and only that: it is counted, and the next write tries again. */
  #guardWrite(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#countLost(error);
    }
  }

  #countLost(error: unknown): void {
    if (!isWriteError(error)) throw error;
    this.#ledger.dropped('traces', 'write_failed', error.lost.span ?? 0);
    this.#ledger.dropped('logs', 'write_failed', error.lost.log ?? 0);
    this.#ledger.dropped('metrics', 'write_failed', error.lost.metric ?? 0);
    runtime.onInternalError('write spool', error);
  }
}

function isWriteError(error: unknown): error is SegmentWriteError {
  return isSondeError(error) && error.code === 'SEGMENT_WRITE_FAILED';
}

/** Unique though several copies or workers of a process open spools in the same millisecond. */
function spoolName(): string {
  const random = Math.floor(Math.random() * 0x1_0000)
    .toString(16)
    .padStart(4, '0');
  return `${process.pid}-${Date.now().toString(36)}${random}`;
}

function manifestOf(service: string, endpoint: string): SpoolManifest {
  const base = { service, ...ownIdentity() };
  if (endpoint === '') return { ...base, delivery: 'studio' };
  return { ...base, delivery: 'endpoint', endpoint: withoutCredentials(endpoint) };
}

/** Returns the manifest's file. */
function createSpoolDirectory(directory: string, manifest: SpoolManifest): string {
  const file = join(directory, 'spool.json');
  try {
    for (const each of [dirname(dirname(directory)), dirname(directory)]) refuseForeignLink(each);
    makeDirectory(directory);
    writeOwnFile(file, JSON.stringify(manifest));
    return file;
  } catch (cause) {
    throw new SondeError(
      'DIRECTORY_UNWRITABLE',
      `Cannot write the spool directory ${directory}: ${(cause as Error).message}`,
      { cause },
    );
  }
}
