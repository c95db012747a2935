/** What the log hands to the index: decoded records in order of arrival, each with its place. */
import type { Decoded } from '@sonde/otlp';
import type { Pointer } from '../log/pointer.ts';

/** How far a spool has been copied into the log. */
export interface SpoolCheckpoint {
  /** Name that stays the same for the life of the spool: `<service>/<pid>-<start>`. */
  readonly spool: string;
  readonly segment: number;
  readonly offset: number;
}

/** One thing to index. */
export type Arrival =
  | {
      readonly type: 'span';
      readonly pointer: Pointer;
      readonly span: Decoded<'traces'>;
      readonly spool?: string;
    }
  | {
      readonly type: 'log';
      readonly pointer: Pointer;
      readonly log: Decoded<'logs'>;
      readonly spool?: string;
      /**
       * Set for records of requests, which senders repeat: a record of equal content, and its how-manieth in the
       * request it is, counts as the same one. Copies of spools need none: their checkpoints make them exact.
       */
      readonly content?: string;
    }
  | { readonly type: 'metric'; readonly spool?: string }
  | { readonly type: 'ledger'; readonly spool: string; readonly value: Readonly<Record<string, unknown>> }
  | { readonly type: 'checkpoint'; readonly checkpoint: SpoolCheckpoint }
  | { readonly type: 'undecodable' }
  | { readonly type: 'torn'; readonly records: number };
