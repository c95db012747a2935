/** Figures over time: stacked bars or lines, with the values of the step under the pointer in the legend. */
import { useRef, useState } from 'preact/hooks';
import { formatAxisTime, formatInstant } from '../format/times.ts';
import { ticksTo, ticksWithin } from './scale.ts';
import { useSize } from './use-size.ts';

/** One row of values, one for each point in time. */
export interface Series {
  readonly label: string;
  /** CSS colour. */
  readonly color: string;
  readonly values: readonly number[];
}

/** A chart over time. */
export interface TimeSeriesProps {
  readonly title: string;
  readonly shape: 'bars' | 'lines';
  readonly timesMs: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** What stands in the corner while nothing is pointed at. */
  readonly headline: string;
}

const height = 132;
const plot = { left: 44, right: 8, top: 8, bottom: 20 };

/** A chart over time. */
export function TimeSeries(props: TimeSeriesProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const [at, setAt] = useState(-1);
  const inner = Math.max(1, width - plot.left - plot.right);
  const step = inner / Math.max(1, props.timesMs.length);
  const point = (event: PointerEvent & { readonly currentTarget: SVGSVGElement }) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - plot.left;
    setAt(x < 0 || x >= inner ? -1 : Math.floor(x / step));
  };
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{props.title}</span>
        <span class="chart-headline">{at < 0 ? props.headline : formatInstant(props.timesMs[at] ?? 0)}</span>
      </figcaption>
      <Legend {...props} at={at} />
      <div ref={box} class="chart-plot">
        {width > 0 && (
          <svg
            width={width}
            height={height}
            role="img"
            aria-label={`${props.title}: ${props.headline}`}
            onPointerMove={point}
            onPointerLeave={() => setAt(-1)}
          >
            <Plot {...props} inner={inner} step={step} at={at} />
          </svg>
        )}
      </div>
    </figure>
  );
}

function Legend({ series, format, at }: TimeSeriesProps & { readonly at: number }) {
  return (
    <div class="legend">
      {series.map(({ label, color, values }) => (
        <span key={label}>
          <i style={{ background: color }} />
          {label}
          <b>{at < 0 ? '' : format(values[at] ?? 0)}</b>
        </span>
      ))}
    </div>
  );
}

interface PlotProps extends TimeSeriesProps {
  readonly inner: number;
  readonly step: number;
  readonly at: number;
}

function Plot(props: PlotProps) {
  const { series, shape, timesMs, inner, step, at, format } = props;
  const ticks = ticksTo(highest(series, shape === 'bars'));
  const top = ticks.at(-1) ?? 1;
  const y = (value: number) => plot.top + (1 - value / top) * (height - plot.top - plot.bottom);
  return (
    <>
      {at >= 0 && (
        <rect
          class="chart-cursor"
          x={plot.left + at * step}
          y={plot.top}
          width={step}
          height={y(0) - plot.top}
        />
      )}
      {ticks.map((tick) => (
        <g key={tick} class="chart-tick">
          <line x1={plot.left} x2={plot.left + inner} y1={y(tick)} y2={y(tick)} />
          <text x={plot.left - 6} y={y(tick) + 3.5} text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      <TimeLabels timesMs={timesMs} inner={inner} />
      {shape === 'bars' ? (
        <Bars series={series} step={step} y={y} />
      ) : (
        series.map((one) => <Line key={one.label} series={one} step={step} y={y} />)
      )}
    </>
  );
}

function TimeLabels({ timesMs, inner }: { readonly timesMs: readonly number[]; readonly inner: number }) {
  const [first, last] = [timesMs[0] ?? 0, timesMs.at(-1) ?? 0];
  const count = Math.min(timesMs.length - 1, Math.floor(inner / 60));
  const marks = ticksWithin(0, timesMs.length - 1, Math.max(1, count)).filter(Number.isInteger);
  return (
    <>
      {marks.map((index) => (
        <text
          key={index}
          class="chart-time"
          x={plot.left + ((index + 0.5) / timesMs.length) * inner}
          y={height - 5}
          text-anchor={anchorOf(index, (1 - (index + 0.5) / timesMs.length) * inner)}
        >
          {formatAxisTime(timesMs[index] ?? 0, last - first)}
        </text>
      ))}
    </>
  );
}

/** Half of the longest label, in pixels: with less room to the right it would be cut. */
const labelHalfPx = 24;

function anchorOf(index: number, roomPx: number): 'start' | 'middle' | 'end' {
  if (index === 0) return 'start';
  return roomPx < labelHalfPx ? 'end' : 'middle';
}

interface MarkProps {
  readonly step: number;
  readonly y: (value: number) => number;
}

function Bars({ series, step, y }: MarkProps & { readonly series: readonly Series[] }) {
  const count = series[0]?.values.length ?? 0;
  const width = Math.max(1, step - (step > 5 ? 2 : 0.5));
  return (
    <>
      {Array.from({ length: count }, (_, index) => {
        let sum = 0;
        return series.map(({ label, color, values }) => {
          const value = values[index] ?? 0;
          const from = y(sum);
          sum += value;
          const size = value > 0 ? Math.max(1, from - y(sum)) : 0;
          const x = plot.left + index * step + (step - width) / 2;
          return (
            size > 0 && (
              <rect
                key={`${label}${index}`}
                x={x}
                y={from - size}
                width={width}
                height={size}
                style={{ fill: color }}
              />
            )
          );
        });
      })}
    </>
  );
}

function Line({ series, step, y }: MarkProps & { readonly series: Series }) {
  const points = series.values.map(
    (value, index) => [plot.left + (index + 0.5) * step, y(value), value] as const,
  );
  const path = points
    .filter(([, , value]) => value > 0)
    .map(([x, height]) => `${x.toFixed(1)} ${height.toFixed(1)}`)
    .join('L');
  if (path === '') return null;
  return (
    <>
      <path class="chart-line" d={`M${path}`} style={{ stroke: series.color }} />
      {points.map(
        ([x, height, value]) =>
          value > 0 && (
            <circle
              key={x}
              cx={x}
              cy={height}
              r={points.length > 80 ? 0.8 : 1.8}
              style={{ fill: series.color }}
            />
          ),
      )}
    </>
  );
}

function highest(series: readonly Series[], stacked: boolean): number {
  const count = series[0]?.values.length ?? 0;
  let max = 0;
  for (let index = 0; index < count; index += 1) {
    const values = series.map((one) => one.values[index] ?? 0);
    max = Math.max(max, stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values));
  }
  return max;
}
