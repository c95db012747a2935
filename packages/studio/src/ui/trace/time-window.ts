/** The part of a trace's time that is shown: zoom and pan, always within the trace. */

/** Both ends in ms after the start of the trace. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The smallest part of the whole that can be shown: below it, floating point shows. */
const zoomMax = 1e6;

/** Zooms by a factor (below 1: closer) around a point that stays where it is. */
export function zoomed(window: TimeWindow, totalMs: number, factor: number, aroundMs: number): TimeWindow {
  const lengthMs = Math.min(totalMs, Math.max(totalMs / zoomMax, (window.toMs - window.fromMs) * factor));
  const ratio = (aroundMs - window.fromMs) / (window.toMs - window.fromMs);
  return placed(aroundMs - lengthMs * ratio, lengthMs, totalMs);
}

/** Moves by a distance. */
export function panned(window: TimeWindow, totalMs: number, distanceMs: number): TimeWindow {
  return placed(window.fromMs + distanceMs, window.toMs - window.fromMs, totalMs);
}

/** The window between two points in any order. */
export function between(oneMs: number, otherMs: number, totalMs: number): TimeWindow {
  const fromMs = Math.min(oneMs, otherMs);
  return placed(fromMs, Math.max(Math.abs(otherMs - oneMs), totalMs / zoomMax), totalMs);
}

function placed(fromMs: number, lengthMs: number, totalMs: number): TimeWindow {
  const from = Math.min(Math.max(0, fromMs), totalMs - lengthMs);
  return { fromMs: from, toMs: from + lengthMs };
}
