/** Sonde's own failures: counted, told to OpenTelemetry's diagnostics at most once a minute a place, never thrown. */
import { diag } from '@opentelemetry/api';

const INTERVAL_MS = 60_000;

/** Counts and reports failures by place. */
export class InternalErrors {
  readonly #places = new Map<string, { count: number; toldMs: number; last: string }>();

  readonly report = (where: string, error: unknown): void => {
    const place = this.#places.get(where) ?? { count: 0, toldMs: Number.NEGATIVE_INFINITY, last: '' };
    this.#places.set(where, place);
    place.count += 1;
    place.last = textOf(error);
    if (performance.now() - place.toldMs < INTERVAL_MS) return;
    place.toldMs = performance.now();
    tell(`Sonde: ${where} failed (${place.count} in all): ${place.last}`);
  };

  /** Failures so far by place, with the last message. */
  snapshot(): Readonly<Record<string, { readonly count: number; readonly last: string }>> {
    return Object.fromEntries([...this.#places].map(([where, { count, last }]) => [where, { count, last }]));
  }
}

/** What was thrown may be anything: it may refuse to be read. */
function textOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}

/** The diagnostics logger is the application's. */
function tell(message: string): void {
  try {
    diag.warn(message);
  } catch {
    // There is nobody else to tell; the failure is counted.
  }
}
