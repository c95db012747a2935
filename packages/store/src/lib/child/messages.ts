/** Messages between the store and its child process. */
import { type ErrorCode, errorCatalogue, isSondeError, SondeError } from '@sonde/conventions';
import type { FramePosition } from '@sonde/otlp/segments';
import type { ReaderMethod } from '../reader/reader-client.ts';

/** What the child is started with, as one JSON argument. */
export interface ChildOptions {
  readonly logDirectory: string;
  readonly indexDirectory: string;
  /** How often the child has been restarted. */
  readonly restarts: number;
}

/** What can be asked of the child beyond the reader's methods. */
export type ChildMethod = ReaderMethod | 'followNext' | 'checkpoints';

/** To the child. */
export type ChildRequest =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly method: ChildMethod;
      readonly query: unknown;
      readonly deadlineMs: number;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'nudge' };

/** An error on its way between processes. */
export interface ErrorMessage {
  readonly code: string;
  readonly message: string;
}

/** From the child. */
export type ChildAnswer =
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: ErrorMessage }
  /** The index is open and answers. */
  | { readonly type: 'open' }
  /** The log is indexed up to here. */
  | { readonly type: 'indexed'; readonly end: FramePosition }
  | { readonly type: 'failure'; readonly message: string };

/** Exit codes by which the child says what is wrong with the index. */
export const exitCodes = {
  /** The file is damaged, or ahead of the log. */
  damaged: 65,
  /** The file was written by another version. */
  otherFormat: 66,
  /** The disk is full or refuses. */
  unwritable: 67,
} as const;

/** An error as a message. */
export function errorMessage(error: unknown): ErrorMessage {
  if (isSondeError(error)) return { code: error.code, message: error.message };
  return { code: 'STORE_UNAVAILABLE', message: error instanceof Error ? error.message : String(error) };
}

/** The error behind a message. */
export function errorFrom({ code, message }: ErrorMessage): SondeError {
  const known = Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : 'STORE_UNAVAILABLE';
  return new SondeError(known, message);
}
