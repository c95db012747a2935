/** What a store reports about itself: nothing of it needs an answer. */

/** Something that went wrong and what was done about it. */
export type StoreEvent =
  /** The index process ended; it is started again after `restartInMs`. */
  | {
      readonly type: 'index-exit';
      readonly code: number | null;
      readonly signal: string | null;
      readonly lifetimeMs: number;
      readonly restartInMs: number;
      /** End of what it wrote to stderr. */
      readonly stderr: string;
    }
  /** The index was damaged, was set aside there, and is being rebuilt from the log. */
  | { readonly type: 'index-quarantined'; readonly directory: string }
  /** The index could not be written, for example because the disk is full; it is tried again. */
  | { readonly type: 'index-failure'; readonly message: string }
  /** Appends were rejected. */
  | { readonly type: 'write-failure'; readonly error: Error };
