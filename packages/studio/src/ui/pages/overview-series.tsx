/** Course of the figures over the period of the overview. */
import type { SeriesPoint } from '@sonde/store/reader';
import { type Series, TimeSeries } from '../charts/time-series.tsx';
import { formatCompact, formatCost, formatDuration, formatShare } from '../format/measures.ts';
import { filterValue } from '../parts/filters.tsx';
import { Text } from '../parts/text.tsx';
import { useRead } from '../reading/use-read.ts';
import { Link } from '../routing/link.tsx';
import { hrefWith } from '../routing/location.ts';

/** Calls, latency, tokens and cost in steps; of one operation where the address names one. */
export function OverviewSeries(query: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service?: string;
}) {
  const operation = filterValue('operation');
  const { answer } = useRead('series', { ...query, ...(operation === '' ? {} : { operation }) });
  const points = answer ?? [];
  return (
    <section class="section" aria-label="Course">
      <div class="section-title">
        <h2>{operation === '' ? 'All operations over time' : <Text value={operation} lengthMax={80} />}</h2>
        {operation !== '' && <Link href={hrefWith({ operation: '' })}>Show all operations</Link>}
      </div>
      <div class="chart-grid">
        <Charts points={points} />
      </div>
    </section>
  );
}

function Charts({ points }: { readonly points: readonly SeriesPoint[] }) {
  const timesMs = points.map((point) => point.timeMs);
  const calls = sum(points.map((point) => point.count));
  const errors = sum(points.map((point) => point.errorCount));
  const tokens = sum(points.map((point) => point.inputTokens + point.outputTokens));
  const costUsd = sum(points.map((point) => point.costUsd));
  const common = { timesMs };
  return (
    <>
      <TimeSeries
        {...common}
        title="Calls"
        shape="bars"
        headline={`${formatCompact(calls)}, ${formatShare(errors / Math.max(1, calls))} failed`}
        format={formatCompact}
        series={[
          column('failed', '--error', points, (point) => point.errorCount),
          column('succeeded', '--series-1', points, (point) => point.count - point.errorCount),
        ]}
      />
      <TimeSeries
        {...common}
        title="Latency"
        shape="lines"
        headline={`p95 at most ${formatDuration(Math.max(0, ...points.map((point) => point.p95Ms)))}`}
        format={formatDuration}
        series={[
          column('p50', '--series-1', points, (point) => point.p50Ms),
          column('p95', '--series-2', points, (point) => point.p95Ms),
        ]}
      />
      <TimeSeries
        {...common}
        title="Tokens"
        shape="bars"
        headline={formatCompact(tokens)}
        format={formatCompact}
        series={[
          column('input', '--series-1', points, (point) => point.inputTokens),
          column('output', '--series-2', points, (point) => point.outputTokens),
        ]}
      />
      {costUsd > 0 && (
        <TimeSeries
          {...common}
          title="Cost"
          shape="bars"
          headline={formatCost(costUsd)}
          format={formatCostTick}
          series={[column('cost', '--series-1', points, (point) => point.costUsd)]}
        />
      )}
    </>
  );
}

function column(
  label: string,
  variable: string,
  points: readonly SeriesPoint[],
  pick: (point: SeriesPoint) => number,
): Series {
  return { label, color: `var(${variable})`, values: points.map(pick) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function formatCostTick(costUsd: number): string {
  return `$${Number(costUsd.toPrecision(3))}`;
}
