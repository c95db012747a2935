/** Axes: round steps that a reader can divide by. */

/** Round values from 0 to at least `max`, `count` steps or fewer. */
export function ticksTo(max: number, count = 3): readonly number[] {
  if (!(max > 0)) return [0, 1];
  const step = roundStep(max / count);
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Round steps within a part of a time axis, about `count` of them. */
export function ticksWithin(from: number, to: number, count: number): readonly number[] {
  const span = to - from;
  if (!(span > 0) || count < 1) return [];
  const step = roundStep(span / count);
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to && ticks.length < 100; index += 1)
    ticks.push(index * step);
  return ticks;
}
