/** `spool.json`: what a spool says about itself. */
import type { ProcessIdentity } from '@sonde/otlp/segments';

/** What `spool.json` says: decision 0005. */
export interface SpoolManifest extends ProcessIdentity {
  readonly service: string;
  /** Who drains it: the studio that owns the home, or the process's own sender. */
  readonly delivery: 'studio' | 'endpoint';
  readonly endpoint?: string;
}
