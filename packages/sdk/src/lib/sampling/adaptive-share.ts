/** The share of traces that meets a target rate, whatever the load. */

/** Memory of the load: a burst of so many seconds' worth is kept before the share falls. */
const ADAPTATION_S = 2;

/**
 * Follows the rate of traces and says which share of them to keep.
 *
 * Count and time are forgotten exponentially, so that each trace costs a few operations and no timer is needed; the
 * method is that of the rate-limiting sampler in opentelemetry-java-contrib (consistent sampling).
 */
export class AdaptiveShare {
  readonly #targetPerSecond: number;
  readonly #nowMs: () => number;
  #lastMs: number;
  /** Seconds that the count covers, weighted alike. */
  #windowS = ADAPTATION_S;
  #count = 0;

  /**
   * @param targetPerSecond - Traces a second to keep on average, above 0.
   * @param nowMs - Monotonic clock (`performance.now`).
   */
  constructor(targetPerSecond: number, nowMs: () => number = () => performance.now()) {
    this.#targetPerSecond = targetPerSecond;
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  /** Counts one more trace and gives the share to keep, above 0 up to 1. */
  next(): number {
    const nowMs = this.#nowMs();
    const passedS = Math.max(0, (nowMs - this.#lastMs) / 1_000);
    const remembered = Math.exp(-passedS / ADAPTATION_S);
    this.#lastMs = nowMs;
    this.#count = this.#count * remembered + 1;
    this.#windowS = this.#windowS * remembered + ADAPTATION_S * (1 - remembered);
    return Math.min(1, (this.#windowS * this.#targetPerSecond) / this.#count);
  }
}
