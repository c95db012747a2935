/** Points in time as people read them: how long ago, and exactly when. */

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago: `now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const agoMs = nowMs - timeMs;
  if (agoMs < 5 * secondMs) return 'now';
  if (agoMs < minuteMs) return `${Math.floor(agoMs / secondMs)} s ago`;
  if (agoMs < hourMs) return `${Math.floor(agoMs / minuteMs)} min ago`;
  if (agoMs < 2 * dayMs) return `${Math.floor(agoMs / hourMs)} h ago`;
  return `${Math.floor(agoMs / dayMs)} d ago`;
}

/** Local date and time with milliseconds: `2026-03-04 15:06:07.089`. */
export function formatInstant(timeMs: number): string {
  const time = new Date(timeMs);
  if (Number.isNaN(time.getTime())) return '–';
  return `${formatDay(time)} ${formatClock(timeMs)}.${two(time.getMilliseconds(), 3)}`;
}

/** Local time of day: `15:06:07`. */
export function formatClock(timeMs: number): string {
  const time = new Date(timeMs);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** Label of a point on a time axis: the day where the period has several, else hours and minutes. */
export function formatAxisTime(timeMs: number, periodMs: number): string {
  const time = new Date(timeMs);
  if (periodMs > 2 * dayMs) return `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return periodMs > 10 * minuteMs ? formatClock(timeMs).slice(0, 5) : formatClock(timeMs);
}

function formatDay(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function two(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}
