/** The samples behind a latency finding: each call a dot, what was typical before and what is typical now as lines. */
import type { LatencyFinding } from '@sonde/store/reader';
import { useRef } from 'preact/hooks';
import { formatDuration } from '../format/measures.ts';
import { ticksTo } from './scale.ts';
import { useSize } from './use-size.ts';

const plot = { left: 52, right: 92, top: 10, bottom: 22 };
const dotsMax = 2000;

/** The window of a finding. */
export function LatencyWindow(props: { readonly finding: LatencyFinding; readonly height: number }) {
  const { finding, height } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  return (
    <div ref={box} class="chart-plot" style={{ height: `${height}px` }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={describe(finding)}>
          <WindowPlot finding={finding} width={width} height={height} />
        </svg>
      )}
    </div>
  );
}

interface PlotProps {
  readonly finding: LatencyFinding;
  readonly width: number;
  readonly height: number;
}

function WindowPlot({ finding, width, height }: PlotProps) {
  const samples = finding.windowMs.slice(-dotsMax);
  const ticks = ticksTo(Math.max(finding.baselineMs, finding.currentMs, ...samples) * 1.02, 4);
  const inner = width - plot.left - plot.right;
  const base = height - plot.bottom;
  const y = (valueMs: number) => base - (valueMs / (ticks.at(-1) ?? 1)) * (base - plot.top);
  const x = (index: number) => plot.left + ((index + 0.5) / Math.max(1, samples.length)) * inner;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick} class="chart-tick">
          <line x1={plot.left} x2={plot.left + inner} y1={y(tick)} y2={y(tick)} />
          <text x={plot.left - 6} y={y(tick) + 3.5} text-anchor="end">
            {formatDuration(tick)}
          </text>
        </g>
      ))}
      <ReferenceLine
        name="before"
        valueMs={finding.baselineMs}
        y={y}
        inner={inner}
        above={finding.deviationRatio < 0}
      />
      <ReferenceLine
        name="now"
        valueMs={finding.currentMs}
        y={y}
        inner={inner}
        above={finding.deviationRatio >= 0}
      />
      {samples.map((sample, index) => (
        <circle
          key={index}
          class="window-dot"
          cx={x(index)}
          cy={y(sample)}
          r={samples.length > 300 ? 1.4 : 2.6}
        >
          <title>{formatDuration(sample)}</title>
        </circle>
      ))}
      <text class="chart-time" x={plot.left} y={height - 6}>
        oldest
      </text>
      <text class="chart-time" x={plot.left + inner} y={height - 6} text-anchor="end">
        newest of {samples.length} calls
      </text>
    </>
  );
}

function ReferenceLine(props: {
  readonly name: 'before' | 'now';
  readonly valueMs: number;
  readonly y: (valueMs: number) => number;
  readonly inner: number;
  readonly above: boolean;
}) {
  const y = props.y(props.valueMs);
  return (
    <g class={`window-line window-${props.name}`}>
      <line x1={plot.left} x2={plot.left + props.inner} y1={y} y2={y} />
      <text x={plot.left + props.inner + 6} y={y + (props.above ? -2 : 10)}>
        {props.name} {formatDuration(props.valueMs)}
      </text>
    </g>
  );
}

function describe(finding: LatencyFinding): string {
  const { windowMs, baselineMs, currentMs } = finding;
  return `${windowMs.length} calls: typically ${formatDuration(baselineMs)} before, ${formatDuration(currentMs)} now`;
}
