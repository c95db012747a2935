/** The findings in plain words. */
import type { ErrorOccurrence, Json, LatencyFinding, OperationFigures } from '@sonde/store/reader';
import type { RunResult } from './assistant-process.ts';
import type { Expectation } from './expectations.ts';
import type { FailureGroup, Findings } from './findings.ts';
import type { Balance } from './ledgers.ts';

const TOOL_RESULTS_MAX = 3;

/** Describes a run. */
export function reportOf(findings: Findings, { answered, failed }: RunResult, elapsedMs: number): string {
  const simulated = findings.llmMode === 'simulated';
  const llm = simulated ? ' The model was simulated on the wire: its latencies and tokens are made up.' : '';
  return [
    `Atlas answered ${answered} of ${answered + failed} questions in ${seconds(elapsedMs)}; ${failed} failed.${llm}`,
    `Recorded: ${count(findings.traceCount, 'trace')}, ${count(findings.spanCount, 'span')}, ${count(findings.logCount, 'log')}.`,
    section(
      'Latency changes',
      findings.latency.map((change) => latencyLine(change, findings.tools)),
    ),
    section('Errors', findings.failures.flatMap(failureLines)),
    section(simulated ? 'Tokens and cost (simulated)' : 'Tokens and cost', findings.models.map(modelLine)),
    section('Slowest path', [pathLine(findings)]),
    section('Delivery', findings.balances.map(balanceLine)),
  ].join('\n');
}

/** Describes what was expected and what was found. */
export function verdictOf(expectations: readonly Expectation[]): string {
  return expectations
    .map(({ claim, holds, found }) => `${holds ? 'ok    ' : 'FAILED'} ${claim} (${found})`)
    .join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}\n${(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}`).join('\n')}`;
}

function latencyLine(change: LatencyFinding, tools: readonly OperationFigures[]): string {
  const { operation, baselineMs, currentMs, deviationRatio, calls } = change;
  const total = tools.find((tool) => tool.operation === operation)?.count;
  return (
    `${operation} became ${Math.round(deviationRatio * 100)} % slower: ${baselineMs.toFixed(1)} ms before, ` +
    `${currentMs.toFixed(1)} ms after; noticed at call ${calls}${total === undefined ? '' : ` of ${total}`}.`
  );
}

function failureLines({ group, occurrences }: FailureGroup): readonly string[] {
  const [example] = occurrences;
  return [
    `${group.type} in ${group.operation}, ${count(group.count, 'time')}: ${group.message}`,
    ...(example ? exampleLines(example).map((line) => `  ${line}`) : []),
  ];
}

function exampleLines({ causes, input, completed, traceId }: ErrorOccurrence): readonly string[] {
  const cause = causes.map((each) => `${member(each, 'type')}: ${member(each, 'message')}`)[0];
  const tools = completed.filter((each) => member(each, 'kind') === 'tool').slice(-TOOL_RESULTS_MAX);
  return [
    ...(cause ? [`caused by ${cause}`] : []),
    `input that caused it: ${JSON.stringify(member(input, 'question') ?? input)}`,
    ...tools.map(
      (tool) => `before it: ${member(tool, 'name')} gave ${JSON.stringify(member(tool, 'output'))}`,
    ),
    `trace ${traceId}`,
  ];
}

function modelLine({
  operation,
  count: calls,
  inputTokens,
  outputTokens,
  costUsd,
}: OperationFigures): string {
  const cost = costUsd > 0 ? `, ${costUsd.toFixed(4)} USD` : '';
  return `${operation}: ${count(calls, 'call')}, ${number(inputTokens)} tokens in, ${number(outputTokens)} out${cost}`;
}

function pathLine({ slowestPath }: Findings): string {
  return (
    slowestPath.map(({ name, durationMs }) => `${name} ${number(Math.round(durationMs))} ms`).join(' > ') ||
    'none'
  );
}

function balanceLine({ signal, emitted, stored, dropped }: Balance): string {
  const reasons = Object.entries(dropped).filter(([, lost]) => lost > 0);
  const lost = reasons.map(([reason, lostCount]) => `${number(lostCount)} ${reason}`).join(', ') || '0';
  return `${signal}: ${number(emitted)} emitted = ${number(stored)} stored + ${lost} dropped`;
}

function member(value: Json, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)[key]
    : undefined;
}

function count(amount: number, noun: string): string {
  return `${number(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function seconds(durationMs: number): string {
  return `${Math.round(durationMs / 1000)} s`;
}
