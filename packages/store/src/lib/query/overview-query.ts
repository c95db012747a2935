/** Figures over a period, by operation. */
import { costUnitsPerUsd, toMs } from '../facts/span-facts.ts';
import { decodeError } from '../index/error-index.ts';
import { fields, keys, table } from '../index/keys.ts';
import { decodeLog } from '../index/log-index.ts';
import { decodeSpanFigures } from '../index/span-figures.ts';
import { type TraceHead, traceSummary } from '../index/trace-head.ts';
import type { OverviewQuery } from '../reader/queries.ts';
import type { OperationFigures, Overview, TraceSummary } from '../reader/records.ts';
import { type OperationName, operationNames } from './operation-names.ts';
import { inPeriod, type QueryContext } from './pages.ts';
import { countedUsage, SpanSums } from './span-sums.ts';

const slowestMax = 10;

/** Figures over a period; without one, over everything stored. */
export async function queryOverview(context: QueryContext, query: OverviewQuery): Promise<Overview> {
  const spans = await sumSpans(context, query);
  const traces = await sumTraces(context, query);
  const logCount = await countLogs(context, query);
  const errorsWithoutSpan = await countErrorsWithoutSpan(context, query);
  return {
    fromMs: query.fromMs ?? spans.firstMs,
    toMs: query.toMs ?? spans.lastMs,
    traceCount: traces.count,
    spanCount: spans.count,
    logCount,
    errorCount: spans.errorCount + errorsWithoutSpan,
    inputTokens: spans.inputTokens,
    outputTokens: spans.outputTokens,
    costUsd: spans.costUnits / costUnitsPerUsd,
    unpricedCalls: spans.unpricedCalls,
    services: [...new Set(spans.operations.map((operation) => operation.service))].sort(),
    operations: spans.operations,
    slowestTraces: traces.slowest,
  };
}

async function sumSpans({ database, budget }: QueryContext, query: OverviewQuery) {
  const names = operationNames(database);
  const sums = new Map<string, SpanSums>();
  const total = { count: 0, errorCount: 0, inputTokens: 0, outputTokens: 0, costUnits: 0, unpricedCalls: 0 };
  let first: bigint | undefined;
  let last = 0n;
  for await (const entries of database.scan(inPeriod(table.spanByTime, query), budget)) {
    for (const { key, value } of entries) {
      const figures = decodeSpanFigures(value);
      if (query.service !== undefined && names(figures.operationId).service !== query.service) continue;
      const usage = countedUsage(figures);
      total.count += 1;
      total.errorCount += figures.failed ? 1 : 0;
      total.inputTokens += usage.inputTokens;
      total.outputTokens += usage.outputTokens;
      total.costUnits += usage.costUnits;
      total.unpricedCalls += usage.unpricedCalls;
      sumsOf(sums, figures.operationId).add(figures, fields.hex(key, 9, 25));
      last = fields.time(key, 1);
      first ??= last;
    }
  }
  const operations = [...sums].map(([id, sum]) => operationFigures(names(id), sum)).sort(mostTimeFirst);
  return { ...total, operations, firstMs: toMs(first ?? 0n), lastMs: toMs(last) };
}

function sumsOf(sums: Map<string, SpanSums>, operationId: string): SpanSums {
  const known = sums.get(operationId);
  if (known) return known;
  const fresh = new SpanSums();
  sums.set(operationId, fresh);
  return fresh;
}

function operationFigures(name: OperationName, sums: SpanSums): OperationFigures {
  return {
    ...name,
    count: sums.durationsMs.length,
    errorCount: sums.errorCount,
    totalMs: sums.totalMs,
    ...sums.quantiles(),
    maxMs: sums.maxMs,
    inputTokens: sums.inputTokens,
    outputTokens: sums.outputTokens,
    costUsd: sums.costUsd,
    unpricedCalls: sums.unpricedCalls,
    slowestTraceId: sums.slowestTraceId,
  };
}

function mostTimeFirst(a: OperationFigures, b: OperationFigures): number {
  return b.totalMs - a.totalMs || (a.operation < b.operation ? -1 : 1);
}

async function sumTraces({ database, budget }: QueryContext, query: OverviewQuery) {
  let count = 0;
  let slowest: TraceSummary[] = [];
  for await (const entries of database.scan(inPeriod(table.traceByTime, query), budget)) {
    for (const { key } of entries) {
      const traceId = fields.hex(key, 9, 25);
      const head = database.getJson<TraceHead>(keys.traceHead(traceId));
      if (!head || (query.service !== undefined && !head.services.includes(query.service))) continue;
      count += 1;
      slowest.push(traceSummary(traceId, head));
    }
    slowest = slowest.sort((a, b) => b.durationMs - a.durationMs).slice(0, slowestMax);
  }
  return { count, slowest };
}

async function countLogs({ database, budget }: QueryContext, query: OverviewQuery): Promise<number> {
  let count = 0;
  for await (const entries of database.scan(inPeriod(table.logByTime, query), budget)) {
    count +=
      query.service === undefined
        ? entries.length
        : entries.filter(({ value }) => decodeLog(0n, value).service === query.service).length;
  }
  return count;
}

async function countErrorsWithoutSpan({ database, budget }: QueryContext, query: OverviewQuery) {
  let count = 0;
  for await (const entries of database.scan(inPeriod(table.errorByTime, query), budget)) {
    for (const { key, value } of entries) {
      const { spanId, service } = decodeError(fields.errorPlace(key), value);
      if (spanId === '' && (query.service === undefined || service === query.service)) count += 1;
    }
  }
  return count;
}
