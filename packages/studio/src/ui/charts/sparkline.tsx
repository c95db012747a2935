/** The course of a figure in the size of a word. */

const width = 96;
const height = 20;

/** Small bars, the newest to the right. */
export function Sparkline(props: { readonly values: readonly number[]; readonly label: string }) {
  const max = Math.max(1, ...props.values);
  const step = width / Math.max(1, props.values.length);
  return (
    <svg class="sparkline" width={width} height={height} role="img" aria-label={props.label}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
      {props.values.map((value, index) => {
        const size = value === 0 ? 0 : Math.max(2, (value / max) * (height - 2));
        return (
          <rect
            key={index}
            x={index * step}
            y={height - 1 - size}
            width={Math.max(1, step - 1)}
            height={size}
          />
        );
      })}
    </svg>
  );
}

/** Counts of times in `steps` equal parts of a period. */
export function histogramOf(
  timesMs: readonly number[],
  fromMs: number,
  toMs: number,
  steps: number,
): readonly number[] {
  const counts = new Array<number>(steps).fill(0);
  const stepMs = Math.max(1, toMs - fromMs) / steps;
  for (const timeMs of timesMs) {
    const index = Math.min(steps - 1, Math.floor((timeMs - fromMs) / stepMs));
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
