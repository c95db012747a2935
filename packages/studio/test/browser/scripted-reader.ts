/** A reader that answers from memory, and lets a test say what arrives. */
import type {
  ErrorGroup,
  FollowEvent,
  OperationFigures,
  Overview,
  Page,
  SeriesPoint,
  SessionSummary,
  SpanDetail,
  TelemetryReader,
  Trace,
  TraceSummary,
} from '@sonde/store/reader';
import { summaryOf, type Telemetry } from './scripted-telemetry.ts';

/** A reader with a hand on it. */
export interface ScriptedReader extends TelemetryReader {
  /** Lets an event arrive at everybody who follows. */
  arrive(event: FollowEvent): void;
  /** Names of the methods asked so far. */
  readonly asked: readonly string[];
}

/** Makes a reader of telemetry. */
export function createScriptedReader(telemetry: Telemetry): ScriptedReader {
  const byTrace = Map.groupBy(telemetry.spans, (span) => span.traceId);
  const traces = [...byTrace.keys()].map((traceId) => traceOf(telemetry, byTrace, traceId));
  const summaries = traces.map((trace) => trace.summary).sort((a, b) => b.startMs - a.startMs);
  const followers = new Set<(event: FollowEvent) => void>();
  const asked: string[] = [];
  const answer = <T>(name: string, value: T): Promise<T> => {
    asked.push(name);
    return Promise.resolve(value);
  };
  return {
    asked,
    arrive: (event) => {
      for (const follower of followers) follower(event);
    },
    traces: (query = {}) =>
      answer(
        'traces',
        page(
          summaries.filter((one) => matchesTrace(query, one)),
          query,
        ),
      ),
    trace: ({ traceId }) =>
      answer(
        'trace',
        traces.find((one) => one.summary.traceId.startsWith(traceId)),
      ),
    spans: (query = {}) => {
      const spans = telemetry.spans.filter((one) => !query.service || one.service === query.service);
      return answer('spans', page(spans.map(summaryOf), query));
    },
    span: ({ traceId, spanId }) =>
      answer(
        'span',
        byTrace.get(traceId)?.find((one) => one.spanId === spanId),
      ),
    logs: (query = {}) => answer('logs', page(telemetry.logs, query)),
    errorGroups: (query = {}) => answer('errorGroups', page(groupsOf(telemetry, query.text ?? ''), query)),
    errors: (query = {}) => {
      const { fingerprint, traceId } = query;
      const errors = telemetry.errors.filter(
        (one) => (!fingerprint || one.fingerprint === fingerprint) && (!traceId || one.traceId === traceId),
      );
      return answer('errors', page(errors, query));
    },
    latencyFindings: (query = {}) => answer('latencyFindings', page(telemetry.findings, query)),
    sessions: (query = {}) => answer('sessions', page(sessionsOf(summaries), query)),
    overview: (query = {}) => answer('overview', overviewOf(telemetry, summaries, query)),
    series: (query = {}) => answer('series', seriesOf(telemetry, query)),
    status: () => Promise.reject(new Error('not scripted')),
    follow: (_query, { signal }) => follow(followers, signal),
  };
}

async function* follow(
  followers: Set<(event: FollowEvent) => void>,
  signal: AbortSignal,
): AsyncGenerator<FollowEvent> {
  const queue: FollowEvent[] = [];
  let wake = () => {};
  const follower = (event: FollowEvent) => {
    queue.push(event);
    wake();
  };
  followers.add(follower);
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    const next = queue.shift();
    if (next) yield next;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  followers.delete(follower);
}

function page<T>(items: readonly T[], query: { readonly limit?: number; readonly cursor?: string }): Page<T> {
  const from = Number(query.cursor ?? 0);
  const to = from + (query.limit ?? 50);
  return { items: items.slice(from, to), ...(to < items.length ? { cursor: String(to) } : {}) };
}

function matchesTrace(
  query: NonNullable<Parameters<TelemetryReader['traces']>[0]>,
  trace: TraceSummary,
): boolean {
  const { text = '', onlyErrors, durationMinMs = 0, sessionId, service, model } = query;
  const fields = [trace.name, trace.preview, trace.traceId, ...trace.models];
  return (
    fields.some((field) => field.toLowerCase().includes(text.toLowerCase())) &&
    (!onlyErrors || trace.errorCount > 0) &&
    trace.durationMs >= durationMinMs &&
    (!sessionId || trace.sessionId === sessionId) &&
    (!service || trace.service === service) &&
    (!model || trace.models.includes(model))
  );
}

function traceOf(
  telemetry: Telemetry,
  byTrace: ReadonlyMap<string, readonly SpanDetail[]>,
  traceId: string,
): Trace {
  const spans = byTrace.get(traceId) ?? [];
  const logs = telemetry.logs.filter((log) => log.traceId === traceId);
  const root = spans.find((span) => span.parentSpanId === '') ?? spans[0];
  if (!root) throw new Error(`Trace ${traceId} has no spans.`);
  const input = root.attributes['sonde.input'];
  const summary: TraceSummary = {
    traceId,
    name: root.name,
    kind: root.kind,
    service: root.service,
    sessionId: String(root.attributes['sonde.session.id'] ?? ''),
    startMs: root.startMs,
    durationMs: root.durationMs,
    spanCount: spans.length,
    errorCount: spans.filter((span) => span.status === 'error').length,
    logCount: logs.length,
    inputTokens: sum(spans.map((span) => span.inputTokens)),
    outputTokens: sum(spans.map((span) => span.outputTokens)),
    costUsd: sum(spans.map((span) => span.costUsd)),
    models: [...new Set(spans.map((span) => span.model).filter((model) => model !== ''))],
    preview: input === undefined ? '' : JSON.stringify(input).slice(0, 160),
    complete: true,
  };
  return { summary, spans: spans.map(summaryOf), logs, omittedSpans: 0 };
}

function groupsOf({ errors }: Telemetry, text: string): readonly ErrorGroup[] {
  const groups = Map.groupBy(errors, (error) => error.fingerprint);
  return [...groups].flatMap(([fingerprint, members]) => {
    const newest = members[0];
    if (!newest || !newest.message.toLowerCase().includes(text.toLowerCase())) return [];
    const times = members.map((member) => member.timeMs);
    return [
      {
        fingerprint,
        type: newest.type,
        message: newest.message,
        operation: newest.operation,
        kind: newest.kind,
        service: newest.service,
        count: members.length,
        firstMs: Math.min(...times),
        lastMs: Math.max(...times),
        lastTraceId: newest.traceId,
      },
    ];
  });
}

function sessionsOf(traces: readonly TraceSummary[]): readonly SessionSummary[] {
  const sessions = Map.groupBy(
    traces.filter((trace) => trace.sessionId !== ''),
    (trace) => trace.sessionId,
  );
  return [...sessions].map(([sessionId, members]) => ({
    sessionId,
    service: members[0]?.service ?? '',
    startMs: Math.min(...members.map((trace) => trace.startMs)),
    lastMs: Math.max(...members.map((trace) => trace.startMs)),
    traceCount: members.length,
    errorCount: sum(members.map((trace) => trace.errorCount)),
    inputTokens: sum(members.map((trace) => trace.inputTokens)),
    outputTokens: sum(members.map((trace) => trace.outputTokens)),
    costUsd: sum(members.map((trace) => trace.costUsd)),
  }));
}

interface PeriodQuery {
  readonly fromMs?: number;
  readonly toMs?: number;
}

function overviewOf(telemetry: Telemetry, all: readonly TraceSummary[], query: PeriodQuery): Overview {
  const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = query;
  const spans = telemetry.spans.filter((span) => span.startMs >= fromMs && span.startMs < toMs);
  const traces = all.filter((trace) => trace.startMs >= fromMs && trace.startMs < toMs);
  const operations = Map.groupBy(spans, (span) => JSON.stringify([span.kind, span.operation, span.service]));
  return {
    fromMs,
    toMs,
    traceCount: traces.length,
    spanCount: spans.length,
    logCount: telemetry.logs.length,
    errorCount: spans.filter((span) => span.status === 'error').length,
    inputTokens: sum(spans.map((span) => span.inputTokens)),
    outputTokens: sum(spans.map((span) => span.outputTokens)),
    costUsd: sum(spans.map((span) => span.costUsd)),
    services: [...new Set(spans.map((span) => span.service))],
    operations: [...operations.values()].map(figuresOf).sort((a, b) => b.totalMs - a.totalMs),
    slowestTraces: traces.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 10),
  };
}

function figuresOf(spans: readonly SpanDetail[]): OperationFigures {
  const slowest = spans.reduce((a, b) => (b.durationMs > a.durationMs ? b : a));
  const durations = spans.map((span) => span.durationMs).sort((a, b) => a - b);
  const quantile = (part: number) => durations[Math.floor(part * (durations.length - 1))] ?? 0;
  return {
    service: slowest.service,
    operation: slowest.operation,
    kind: slowest.kind,
    model: slowest.model,
    count: spans.length,
    errorCount: spans.filter((span) => span.status === 'error').length,
    totalMs: sum(durations),
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    maxMs: slowest.durationMs,
    inputTokens: sum(spans.map((span) => span.inputTokens)),
    outputTokens: sum(spans.map((span) => span.outputTokens)),
    costUsd: sum(spans.map((span) => span.costUsd)),
    slowestTraceId: slowest.traceId,
  };
}

function seriesOf(
  telemetry: Telemetry,
  query: PeriodQuery & { readonly operation?: string },
): readonly SeriesPoint[] {
  const toMs = query.toMs ?? Date.now();
  const fromMs = query.fromMs ?? toMs - 3_600_000;
  const stepMs = (toMs - fromMs) / 60;
  return Array.from({ length: 60 }, (_, index) => {
    const timeMs = fromMs + index * stepMs;
    const spans = telemetry.spans.filter(
      (span) =>
        span.startMs >= timeMs &&
        span.startMs < timeMs + stepMs &&
        (!query.operation || span.operation === query.operation),
    );
    const figures = spans.length > 0 ? figuresOf(spans) : undefined;
    return {
      timeMs,
      count: spans.length,
      errorCount: figures?.errorCount ?? 0,
      p50Ms: figures?.p50Ms ?? 0,
      p95Ms: figures?.p95Ms ?? 0,
      inputTokens: figures?.inputTokens ?? 0,
      outputTokens: figures?.outputTokens ?? 0,
      costUsd: figures?.costUsd ?? 0,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
