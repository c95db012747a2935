/** Figures in steps of time. */
import { costUnitsPerUsd, toMs } from '../facts/span-facts.ts';
import { fields, table } from '../index/keys.ts';
import { decodeSpanFigures, type SpanFigures } from '../index/span-figures.ts';
import type { SeriesQuery } from '../reader/queries.ts';
import type { SeriesPoint } from '../reader/records.ts';
import { operationNames } from './operation-names.ts';
import { inPeriod, type QueryContext } from './pages.ts';
import { countedUsage, SpanSums } from './span-sums.ts';
import { invalidQuery } from './validate-query.ts';

const stepsDefault = 60;
const stepMsMin = 1_000;
const stepsMax = 10_000;

interface Step {
  readonly sums: SpanSums;
  inputTokens: number;
  outputTokens: number;
  costUnits: number;
  unpricedCalls: number;
}

/** Figures of the spans that match, step by step; steps without spans are zero. */
export async function querySeries(
  context: QueryContext,
  query: SeriesQuery,
): Promise<readonly SeriesPoint[]> {
  const period = periodOf(context, query);
  if (!period) return [];
  const { fromMs, toMs: untilMs } = period;
  const stepMs = query.stepMs ?? Math.max(stepMsMin, Math.ceil((untilMs - fromMs) / stepsDefault));
  const count = Math.floor((untilMs - fromMs) / stepMs) + 1;
  if (count > stepsMax) throw invalidQuery('stepMs', stepMs, `longer: the period has ${count} such steps`);
  const steps = Array.from({ length: count }, emptyStep);
  await fill(context, query, period, (timeMs) => steps[Math.floor((timeMs - fromMs) / stepMs)]);
  return steps.map((step, index) => pointOf(step, fromMs + index * stepMs));
}

function periodOf({ database }: QueryContext, query: SeriesQuery) {
  const range = inPeriod(table.spanByTime, query);
  const first = database.entries(range, 1)[0];
  const last = database.entries({ ...range, reverse: true }, 1)[0];
  const fromMs = query.fromMs ?? (first && Math.floor(toMs(fields.time(first.key, 1))));
  const untilMs = query.toMs ?? (last && Math.max(toMs(fields.time(last.key, 1)), fromMs ?? 0));
  if (fromMs === undefined || untilMs === undefined || untilMs < fromMs) return undefined;
  return { fromMs, toMs: untilMs };
}

async function fill(
  { database, budget }: QueryContext,
  query: SeriesQuery,
  period: { readonly fromMs: number; readonly toMs: number },
  stepAt: (timeMs: number) => Step | undefined,
): Promise<void> {
  const names = operationNames(database);
  for await (const entries of database.scan(inPeriod(table.spanByTime, period), budget)) {
    for (const { key, value } of entries) {
      const figures = decodeSpanFigures(value);
      const step = stepAt(toMs(fields.time(key, 1)));
      if (step && isAskedFor(names(figures.operationId), query)) addTo(step, figures, fields.hex(key, 9, 25));
    }
  }
}

function isAskedFor(
  name: { readonly service: string; readonly operation: string; readonly kind: string },
  { service, operation, kind }: SeriesQuery,
): boolean {
  return (
    (service === undefined || name.service === service) &&
    (operation === undefined || name.operation === operation) &&
    (kind === undefined || name.kind === kind)
  );
}

function addTo(step: Step, figures: SpanFigures, traceId: string): void {
  const usage = countedUsage(figures);
  step.sums.add(figures, traceId);
  step.inputTokens += usage.inputTokens;
  step.outputTokens += usage.outputTokens;
  step.costUnits += usage.costUnits;
  step.unpricedCalls += usage.unpricedCalls;
}

function emptyStep(): Step {
  return { sums: new SpanSums(), inputTokens: 0, outputTokens: 0, costUnits: 0, unpricedCalls: 0 };
}

function pointOf(step: Step, timeMs: number): SeriesPoint {
  return {
    timeMs,
    count: step.sums.durationsMs.length,
    errorCount: step.sums.errorCount,
    ...step.sums.quantiles(),
    inputTokens: step.inputTokens,
    outputTokens: step.outputTokens,
    costUsd: step.costUnits / costUnitsPerUsd,
    unpricedCalls: step.unpricedCalls,
  };
}
