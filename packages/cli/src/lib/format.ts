/** Figures as people read them. */

/** A duration: `850 µs`, `12.3 ms`, `4.56 s`, `3 min 20 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1) return `${Math.round(durationMs * 1_000)} µs`;
  if (durationMs < 1_000) return `${durationMs.toFixed(durationMs < 100 ? 1 : 0)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1_000).toFixed(2)} s`;
  return `${Math.floor(durationMs / 60_000)} min ${Math.round((durationMs % 60_000) / 1_000)} s`;
}

/** A local time to the millisecond. */
export function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${part(date.getHours(), 2)}:${part(date.getMinutes(), 2)}:${part(date.getSeconds(), 2)}.${part(date.getMilliseconds(), 3)}`;
}

/** A count with thousands apart. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A size in the nearest binary unit. */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = sizeBytes < 1 ? 0 : Math.min(Math.floor(Math.log2(sizeBytes) / 10), units.length - 1);
  return `${(sizeBytes / 1_024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** Money: four digits below 10 cents, since calls of models cost less than one. */
function formatUsd(costUsd: number): string {
  if (costUsd === 0) return '$0';
  if (costUsd < 0.0001) return '<$0.0001';
  return `$${costUsd.toFixed(costUsd < 0.1 ? 4 : 2)}`;
}

/** What a summary of the reader has of cost and tokens. */
export interface Spent {
  readonly costUsd: number;
  readonly unpricedCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** `$0.0042`, `≥$0.0042` where the price of some model is not known, `unknown` where that of none is, else `–`. */
export function formatCost({ costUsd, unpricedCalls, inputTokens, outputTokens }: Spent): string {
  if (unpricedCalls > 0) return costUsd === 0 ? 'unknown' : `≥${formatUsd(costUsd)}`;
  return costUsd === 0 && inputTokens + outputTokens === 0 ? '–' : formatUsd(costUsd);
}
