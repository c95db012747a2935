/** The conformance matrix of the OpenAI client: every scenario, in every major version, from either module system. */
import type { RecordedSpan } from './observed-run.ts';
import { type ObservedRun, observedRun } from './observed-run.ts';
import type { Provider } from './provider.ts';

/** Outcome of one scenario. Both are undefined when all is as it should be. */
export interface Cell {
  readonly scenario: string;
  /** What is wrong with what was observed. */
  readonly wrong: string | undefined;
  /** What the application found broken. */
  readonly broken: string | undefined;
}

/** Outcomes of all scenarios with one version and module system. */
export interface Column {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly internalErrors: readonly string[];
}

/** What has to be observed of a scenario: spans of model calls below the scenario's own span. */
interface Expected {
  readonly spans?: number;
  readonly name?: string;
  /** Input tokens of each span (21); 0 for none. */
  readonly usage?: number;
  readonly finish?: string;
  readonly endedBy?: string;
  readonly errorType?: string;
}

const CHAT = 'chat gpt-4o-mini';
const ok: Expected = { finish: 'stop' };
const streamed: Expected = { ...ok, endedBy: 'done' };

/** The eleven scenarios in which instrumentations were compared come first. */
const expectations: Readonly<Record<string, Expected>> = {
  chat: ok,
  'chat stream': streamed,
  'chat stream, left by break': { usage: 0, finish: 'error', endedBy: 'return' },
  'chat tool call': { finish: 'tool_call' },
  withResponse: ok,
  parse: ok,
  'stream helper': streamed,
  responses: ok,
  embeddings: { name: 'embeddings text-embedding-3-small', usage: 5 },
  'HTTP 429': { usage: 0, errorType: 'rate_limit_exceeded' },
  'network error': { usage: 0, errorType: 'ECONNREFUSED' },
  asResponse: { usage: 0 },
  'asResponse, then awaited': ok,
  runTools: { spans: 2 },
  'chat stream without usage': { ...streamed, usage: 0 },
  'chat stream, tee': streamed,
  'chat stream, toReadableStream': streamed,
  'chat stream, aborted': { usage: 0, finish: 'error', endedBy: 'throw', errorType: 'AbortError' },
  'aborted before the answer': { usage: 0, errorType: 'APIUserAbortError' },
  'responses stream': streamed,
  'responses stream, left by break': { usage: 0, finish: 'error', endedBy: 'return' },
  'responses parse': ok,
  'usage details': { usage: 1200, finish: 'stop' },
  'many at once': { ...ok, spans: 3 },
  'unread stream is collected': { usage: 0 },
};

/** How many scenarios belong to the published comparison. */
export const COMPARED = 11;

/** Runs all scenarios with one version (`7`) and module system. */
export async function openaiColumn(
  major: number,
  system: 'esm' | 'cjs',
  provider: Provider,
  node?: string,
): Promise<Column> {
  const file = `openai-${major}/app.${system === 'esm' ? 'mjs' : 'cjs'}`;
  const { run, stdout } = await observedRun({ file, provider, ...(node === undefined ? {} : { node }) });
  const { broken } = JSON.parse(stdout) as { broken: Record<string, string> };
  const cells = Object.entries(expectations).map(([scenario, expected]) => ({
    scenario,
    wrong: difference(run, scenario, expected),
    broken: broken[scenario],
  }));
  return { name: `${major} ${system}`, cells, internalErrors: run.internalErrors };
}

/** The matrix as text. */
export function printed(columns: readonly Column[]): string {
  const width = Math.max(...Object.keys(expectations).map(({ length }) => length));
  const head = `${'openai'.padEnd(width)}  ${columns.map(({ name }) => name.padEnd(6)).join(' ')}`;
  const rows = Object.keys(expectations).map((scenario, row) => {
    const marks = columns.map(({ cells }) => mark(cells[row]).padEnd(6)).join(' ');
    return `${scenario.padEnd(width)}  ${marks}${row === COMPARED - 1 ? '\n' : ''}`;
  });
  return [head, ...rows, '', ...problems(columns), summary(columns)].join('\n');
}

function mark(cell: Cell | undefined): string {
  if (cell === undefined) return '?';
  return cell.broken !== undefined ? 'BROKEN' : cell.wrong !== undefined ? 'wrong' : 'ok';
}

function problems(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, cells, internalErrors }) => [
    ...cells.flatMap(({ scenario, wrong, broken }) =>
      [wrong, broken].filter((each) => each !== undefined).map((each) => `${name} ${scenario}: ${each}`),
    ),
    ...internalErrors.map((error) => `${name}: ${error}`),
  ]);
}

function summary(columns: readonly Column[]): string {
  const cells = columns.flatMap((column) => column.cells);
  const right = cells.filter(({ wrong }) => wrong === undefined).length;
  const broken = cells.filter((cell) => cell.broken !== undefined).length;
  return `${right} of ${cells.length} observed right, host calls broken: ${broken}`;
}

function difference(run: ObservedRun, scenario: string, expected: Expected): string | undefined {
  const root = run.spans.find(({ name, parentId }) => name === scenario && parentId === undefined);
  if (root === undefined) return 'the scenario did not run';
  const spans = run.spans.filter(({ traceId, spanId }) => traceId === root.traceId && spanId !== root.spanId);
  const events = run.events.filter(({ traceId }) => traceId === root.traceId);
  const { spans: count = 1, errorType } = expected;
  if (spans.length !== count) return `${spans.length} spans instead of ${count}`;
  if (events.length !== (errorType === undefined ? 0 : 1)) return `${events.length} exception events`;
  return spans.map((span) => wrongIn(span, root, expected)).find((each) => each !== undefined);
}

function wrongIn(span: RecordedSpan, root: RecordedSpan, expected: Expected): string | undefined {
  const { name = CHAT, usage = 21, finish, endedBy, errorType } = expected;
  const is = {
    name: span.name,
    parent: span.parentId,
    failed: span.failed,
    usage: span.attributes['gen_ai.usage.input_tokens'] ?? 0,
    finish: finish === undefined ? undefined : String(span.attributes['gen_ai.response.finish_reasons']),
    endedBy: span.attributes['sonde.stream.ended_by'],
    errorType: span.attributes['error.type'],
    firstChunk: span.attributes['gen_ai.response.time_to_first_chunk'] !== undefined,
  };
  const should = {
    name,
    parent: root.spanId,
    failed: errorType !== undefined,
    usage,
    finish,
    endedBy,
    errorType,
    firstChunk: endedBy !== undefined,
  };
  const [actual, wanted] = [JSON.stringify(is), JSON.stringify(should)];
  return actual === wanted ? undefined : `${actual} instead of ${wanted}`;
}
