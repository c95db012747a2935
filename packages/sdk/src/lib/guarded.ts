/** Work of Sonde's own that the application must not hear of when it fails. */
import { runtime } from '@sonde/observe';

/**
 * Runs it; a failure is counted, and told at most once a minute.
 *
 * @param where - What it is, as the application reads it.
 */
export function guarded(where: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    runtime.onInternalError(where, error);
  }
}
