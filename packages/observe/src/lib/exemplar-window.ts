/** The slowest calls among the most recent ones: where to look when a latency changed. */

/** One call. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly durationMs: number;
}

const WINDOW = 100;
const SLOWEST = 3;

/** A ring of the last 100 calls; recording allocates nothing but what the ring holds. */
export class ExemplarWindow {
  readonly #durations = new Float64Array(WINDOW);
  readonly #traceIds: string[] = [];
  readonly #spanIds: string[] = [];
  #next = 0;

  record(durationMs: number, traceId: string, spanId: string): void {
    this.#durations[this.#next] = durationMs;
    this.#traceIds[this.#next] = traceId;
    this.#spanIds[this.#next] = spanId;
    this.#next = (this.#next + 1) % WINDOW;
  }

  /** The three slowest, slowest first. */
  slowest(): Exemplar[] {
    return this.#traceIds
      .map((traceId, i) => ({ traceId, spanId: this.#spanIds[i] ?? '', durationMs: this.#durations[i] ?? 0 }))
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, SLOWEST);
  }
}
