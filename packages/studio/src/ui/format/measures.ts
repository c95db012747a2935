/** Numbers as people read them: durations, counts, money, sizes. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A duration in the unit that fits it: `412 µs`, `8.3 ms`, `4.12 s`, `3 m 04 s`, `2 h 05 m`. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return '–';
  if (durationMs < 0) return `−${formatDuration(-durationMs)}`;
  if (durationMs === 0) return '0 ms';
  if (durationMs < 0.9995) return `${significant(durationMs * 1000)} µs`;
  if (durationMs < 999.5) return `${significant(durationMs)} ms`;
  if (durationMs < 59_995) return `${(durationMs / 1000).toFixed(2)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${whole.format(Math.floor(minutes / 60))} h ${pad(minutes % 60)} m`;
}

/** A count with thousands separators: `1,204`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count that fits a narrow column: `980`, `1.2K`, `12K`, `4.1M`. */
export function formatCompact(count: number): string {
  if (Math.abs(count) < 1000) return String(Math.round(count * 10) / 10);
  if (Math.abs(count) < 999_500) return `${significant(count / 1000)}K`;
  if (Math.abs(count) < 999_500_000) return `${significant(count / 1e6)}M`;
  return `${significant(count / 1e9)}B`;
}

/** Money: cents where they matter, four digits where a call costs less than one. */
export function formatCost(costUsd: number): string {
  if (costUsd === 0) return '$0';
  if (costUsd < 0.0001) return '<$0.0001';
  if (costUsd < 0.1) return `$${costUsd.toFixed(4)}`;
  return `$${costUsd.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
}

/** A part of a whole: `0 %`, `0.4 %`, `37 %`. */
export function formatShare(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '<0.1 %';
  return percent < 10 ? `${percent.toFixed(1)} %` : `${Math.round(percent)} %`;
}

/** A change against a reference: `+34 %`, `−12 %`. */
export function formatDeviation(ratio: number): string {
  const percent = Math.round(ratio * 100);
  return `${percent < 0 ? '−' : '+'}${whole.format(Math.abs(percent))} %`;
}

/** A size: `812 B`, `3.4 KB`, `1.2 MB`. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 999_500) return `${significant(sizeBytes / 1000)} KB`;
  return `${significant(sizeBytes / 1e6)} MB`;
}

/** `one` for 1, else `many`: `plural(2, 'trace')` is `2 traces`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function significant(value: number): string {
  return Math.abs(value) < 9.95 ? String(Number(value.toFixed(1))) : String(Math.round(value));
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
