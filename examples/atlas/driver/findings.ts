/** What Sonde found out about a run, asked from its reader as any tool would. */
import type {
  ErrorGroup,
  ErrorOccurrence,
  Json,
  LatencyFinding,
  OperationFigures,
  SpanSummary,
  TelemetryReader,
  Trace,
} from '@sonde/store/reader';
import type { Balance } from './ledgers.ts';

/** A group of failures with the failures themselves, newest first. */
export interface FailureGroup {
  readonly group: ErrorGroup;
  readonly occurrences: readonly ErrorOccurrence[];
}

/** One step of the slowest path. */
export interface PathStep {
  readonly name: string;
  readonly kind: string;
  readonly durationMs: number;
}

/** Everything found. */
export interface Findings {
  readonly latency: readonly LatencyFinding[];
  readonly failures: readonly FailureGroup[];
  /** Tools and what they cost. */
  readonly tools: readonly OperationFigures[];
  /** Models with tokens and cost. */
  readonly models: readonly OperationFigures[];
  readonly traceCount: number;
  readonly spanCount: number;
  readonly logCount: number;
  /** From the root of the slowest trace along its slowest children. */
  readonly slowestPath: readonly PathStep[];
  /** Value of `demo.llm.mode` on the newest span. */
  readonly llmMode: Json;
  readonly balances: readonly Balance[];
}

const OCCURRENCES_MAX = 100;
const PATH_STEPS_MAX = 16;

/** Whose telemetry, and since when, in ms since the Unix epoch. */
export interface RunScope {
  readonly service: string;
  readonly fromMs: number;
}

/** Asks for everything about a run. */
export async function collectFindings(
  reader: TelemetryReader,
  own: RunScope,
  balances: readonly Balance[],
): Promise<Findings> {
  const [overview, latency, groups] = await Promise.all([
    reader.overview(own),
    reader.latencyFindings(own),
    reader.errorGroups(own),
  ]);
  const slowest = overview.slowestTraces[0];
  return {
    latency: latency.items,
    failures: await Promise.all(groups.items.map((group) => withOccurrences(reader, group, own))),
    tools: overview.operations.filter(({ kind }) => kind === 'tool'),
    models: overview.operations.filter(({ kind }) => kind === 'llm'),
    traceCount: overview.traceCount,
    spanCount: overview.spanCount,
    logCount: overview.logCount,
    slowestPath: slowest ? slowestPath(await reader.trace({ traceId: slowest.traceId })) : [],
    llmMode: await llmModeOf(reader, own),
    balances,
  };
}

async function withOccurrences(
  reader: TelemetryReader,
  group: ErrorGroup,
  own: RunScope,
): Promise<FailureGroup> {
  const { fingerprint } = group;
  const { items } = await reader.errors({ ...own, fingerprint, limit: OCCURRENCES_MAX });
  return { group, occurrences: items };
}

async function llmModeOf(reader: TelemetryReader, own: RunScope): Promise<Json> {
  const [newest] = (await reader.spans({ ...own, limit: 1 })).items;
  const span = newest && (await reader.span({ traceId: newest.traceId, spanId: newest.spanId }));
  return span?.resource['demo.llm.mode'] ?? null;
}

function slowestPath(trace: Trace | undefined): readonly PathStep[] {
  const spans = trace?.spans ?? [];
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const path: SpanSummary[] = [];
  let step = slowestOf(spans.filter(({ parentSpanId }) => !ids.has(parentSpanId)));
  while (step !== undefined && path.length < PATH_STEPS_MAX) {
    const { spanId } = step;
    path.push(step);
    step = slowestOf(spans.filter(({ parentSpanId }) => parentSpanId === spanId));
  }
  return path.map(({ name, kind, durationMs }) => ({ name, kind, durationMs }));
}

function slowestOf(spans: readonly SpanSummary[]): SpanSummary | undefined {
  return spans.reduce<SpanSummary | undefined>(
    (slowest, span) => (slowest !== undefined && slowest.durationMs >= span.durationMs ? slowest : span),
    undefined,
  );
}
