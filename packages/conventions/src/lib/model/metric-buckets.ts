/** Bucket boundaries of the GenAI conventions (metrics, "instrument advisory"). */

/** Durations in seconds: 0.01 · 2^n, n = 0 … 13. */
export const genAiSeconds: readonly number[] = Array.from({ length: 14 }, (_, n) => 2 ** n / 100);

/** Tokens: 4^n, n = 0 … 13. */
export const genAiTokens: readonly number[] = Array.from({ length: 14 }, (_, n) => 4 ** n);

/** Calls that an agent made: 2^n, n = 0 … 7; the conventions name none. */
export const callCounts: readonly number[] = Array.from({ length: 8 }, (_, n) => 2 ** n);
