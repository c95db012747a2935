/** One trace with all that the SDK tells beyond names and times, whose process was killed before it ended. */
import type { ErrorOccurrence, LatencyFinding, LogEntry } from '@sonde/store/reader';
import { hexOf, randomOf, span, type Telemetry } from './telemetry.ts';

const fingerprint = 'v1:77aa01c2d3e4f566';
const compiled = [
  'RangeError: no rate for QQQ',
  '    at convert (/srv/atlas/dist/chunk-7f.js:1:48211)',
  '    at async /srv/atlas/dist/chunk-7f.js:1:51022',
].join('\n');
const sources = [
  'RangeError: no rate for QQQ',
  '    at convert (/srv/atlas/src/money/convert.ts:31:11)',
  '    at async /srv/atlas/src/graph/answer.ts:12:3',
].join('\n');
const release = { 'service.name': 'rates', 'service.version': '2.1.0' };
const resource = { ...release, 'vcs.ref.head.revision': '5d1c0a9be24f7788aa00cc11dd22ee33ff445566' };

/** Ids that a test goes to. */
export interface DepthPlaces {
  readonly traceId: string;
  readonly nodeId: string;
  readonly killedId: string;
  readonly fingerprint: string;
}

/** Makes the telemetry of a trace that began at a time. */
export function depthTelemetry(startMs: number): {
  readonly telemetry: Telemetry;
  readonly places: DepthPlaces;
} {
  const random = randomOf(99);
  const traceId = hexOf(random, 32);
  const [rootId, nodeId, callId, killedId] = [0, 1, 2, 3].map(() => hexOf(random, 16)) as [
    string,
    string,
    string,
    string,
  ];
  const at = (id: string, parentSpanId: string, name: string, kind: string, offsetMs: number) => ({
    ...span({
      traceId,
      spanId: id,
      parentSpanId,
      name,
      kind,
      service: 'rates',
      resource,
      startMs: startMs + offsetMs,
    }),
    durationMs: 40,
  });
  const root = { ...at(rootId, '', 'invoke_agent depth', 'agent', 0), durationMs: 400 };
  const spans = [
    { ...root, attributes: { 'sonde.sampling.ratio': 0.1 } },
    { ...at(nodeId, rootId, 'graph answer', 'graph', 10), attributes: nodeAttributes },
    { ...at(callId, nodeId, 'chat house-model', 'llm', 15), model: 'house-model', inputTokens: 900 },
    { ...at(killedId, rootId, 'execute_tool convert', 'tool', 60), endedBy: 'process_died' },
  ];
  const place = { service: 'rates', traceId, spanId: nodeId };
  const telemetry = {
    spans,
    logs: [sourceEvent({ ...place, timeMs: startMs + 52 })],
    errors: [thrown({ ...place, timeMs: startMs + 50 })],
    findings: [releaseFinding(startMs + 60)],
  };
  return { telemetry, places: { traceId, nodeId, killedId, fingerprint } };
}

type Place = Pick<LogEntry, 'service' | 'traceId' | 'spanId' | 'timeMs'>;

const nodeAttributes = {
  'sonde.graph.state.added': ['rates'],
  'sonde.graph.state.changed': ['messages'],
  'sonde.graph.state.removed': ['draft'],
  'sonde.resources.cpu.user_ms': 12.5,
  'sonde.resources.memory.before': 80_000_000,
  'sonde.resources.memory.after': 84_000_000,
  'sonde.resources.event_loop.utilization': 0.37,
  'sonde.resources.shared': true,
  'sonde.caller.file': '/srv/atlas/src/graph/run.ts',
  'sonde.caller.line': 88,
  'sonde.caller.function': 'runNode',
};

function sourceEvent(place: Place): LogEntry {
  return {
    ...place,
    id: '',
    severity: 'info',
    eventName: 'sonde.exception.source',
    message: 'Sources of: no rate for QQQ',
    attributes: {
      'sonde.exception.fingerprint': fingerprint,
      'sonde.exception.source_stacktrace': sources,
      'code.function.name': 'convert',
      'code.file.path': '/srv/atlas/src/money/convert.ts',
      'code.line.number': 31,
      'code.column.number': 11,
    },
  };
}

function thrown(place: Place): ErrorOccurrence {
  return {
    ...place,
    id: '',
    fingerprint,
    eventName: 'gen_ai.execute_tool.exception',
    type: 'RangeError',
    message: 'no rate for QQQ',
    stacktrace: compiled,
    thrownStacktrace: '',
    sessionId: '',
    operation: 'answer',
    kind: 'graph',
    elapsedMs: 38,
    input: { from: 'QQQ' },
    ancestors: [],
    completed: [],
    causes: [],
    attributes: {},
    resource,
  };
}

function releaseFinding(timeMs: number): LatencyFinding {
  return {
    id: '',
    timeMs,
    service: 'rates',
    operation: 'convert',
    kind: 'tool',
    measure: 'duration',
    detector: 'release',
    release: '2.1.0',
    releaseBefore: '2.0.3',
    baselineMs: 100,
    currentMs: 140,
    meanMs: 104,
    stddevMs: 12,
    deviationRatio: 0.4,
    calls: 320,
    windowMs: Array.from({ length: 40 }, (_, index) => 130 + (index % 7) * 4),
    exemplars: [],
    traceId: '',
  };
}
