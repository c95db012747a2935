/** One line on its way to Loki: a few bounded labels, everything else in structured metadata and in the line. */
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_WORKFLOW_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SESSION_ID,
  ATTR_SONDE_EXCEPTION_FINGERPRINT,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  ATTR_SONDE_STEP_ID,
  ATTR_SONDE_WORKFLOW_ID,
  EVENT_SONDE_LATENCY_VARIANCE,
} from '@sonde/conventions';
import { isException } from '../own-events.ts';

/** What Loki stores. */
export interface LokiEntry {
  /** The stream: few values each, because every combination is an index entry and files of its own. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix ns. */
  readonly time: string;
  readonly line: string;
  /** Structured metadata: may have any number of values. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A log record, read. */
export interface LoggedRecord {
  readonly timeUnixNano: bigint;
  readonly severityNumber: number;
  readonly eventName: string;
  readonly body: unknown;
  /** Redacted, and what JSON can hold. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

/** Loki takes 256 KB a line (`max_line_size`) by default. */
const LINE_UNITS_MAX = 120_000;
const TEXT_UNITS_MAX = 4_096;
const METADATA_UNITS_MAX = 1_024;
const LABEL_UNITS_MAX = 100;

/** Attributes of a resource that become labels. */
export const resourceLabels = [ATTR_SERVICE_NAME, ATTR_DEPLOYMENT_ENVIRONMENT_NAME] as const;

/** Names of structured metadata, which take no dots, and where their values come from: the first that is there. */
const metadataSources: Readonly<Record<string, readonly string[]>> = {
  operation: [ATTR_SONDE_OPERATION_NAME, ATTR_GEN_AI_TOOL_NAME, ATTR_GEN_AI_AGENT_NAME],
  workflow: [ATTR_GEN_AI_WORKFLOW_NAME],
  workflow_id: [ATTR_SONDE_WORKFLOW_ID],
  step_id: [ATTR_SONDE_STEP_ID],
  session_id: [ATTR_SESSION_ID],
  fingerprint: [ATTR_SONDE_EXCEPTION_FINGERPRINT],
};

/** Makes the entry of a record. */
export function entryOf(record: LoggedRecord): LokiEntry {
  const { resource, attributes, eventName } = record;
  const environment = text(resource[ATTR_DEPLOYMENT_ENVIRONMENT_NAME]);
  const operationKind = text(attributes[ATTR_SONDE_OPERATION_KIND]);
  return {
    labels: {
      service_name: text(resource[ATTR_SERVICE_NAME]).slice(0, LABEL_UNITS_MAX) || 'unknown_service',
      severity: severityName(record.severityNumber),
      kind: kindOf(eventName),
      ...(environment === '' ? {} : { deployment_environment_name: environment.slice(0, LABEL_UNITS_MAX) }),
      ...(operationKind === '' ? {} : { operation_kind: operationKind.slice(0, LABEL_UNITS_MAX) }),
    },
    time: String(record.timeUnixNano),
    line: lineOf(record),
    metadata: metadataOf(record),
  };
}

/** Six names for 24 numbers, as OpenTelemetry divides them. */
export function severityName(severityNumber: number): string {
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  return names[Math.min(Math.max(Math.ceil(severityNumber / 4) - 1, 0), 5)] ?? 'info';
}

/** Text in JSON that fits: large values go before small ones. */
export function boundedJson(values: Readonly<Record<string, unknown>>): string {
  const whole = JSON.stringify(values);
  if (whole.length <= LINE_UNITS_MAX) return whole;
  const cut = Object.entries(values).map(([key, value]) => [key, cutValue(value)]);
  return JSON.stringify(Object.fromEntries(cut.slice(0, Math.floor(LINE_UNITS_MAX / TEXT_UNITS_MAX))));
}

function kindOf(eventName: string): string {
  if (eventName === '') return 'log';
  if (isException(eventName)) return 'exception';
  return eventName === EVENT_SONDE_LATENCY_VARIANCE ? 'latency' : 'event';
}

function metadataOf({ attributes, eventName, traceId, spanId }: LoggedRecord): Record<string, string> {
  const metadata: Record<string, string> = {};
  const put = (name: string, value: string) => {
    if (value !== '') metadata[name] = value.slice(0, METADATA_UNITS_MAX);
  };
  put('event_name', eventName);
  put('trace_id', traceId ?? '');
  put('span_id', spanId ?? '');
  for (const [name, sources] of Object.entries(metadataSources))
    put(name, text(sources.map((source) => attributes[source]).find((value) => text(value) !== '')));
  return metadata;
}

/** The whole record once more: where Loki stores no metadata, `| json` finds everything here. */
function lineOf(record: LoggedRecord): string {
  const { body, attributes } = record;
  return boundedJson({
    message: typeof body === 'string' ? body.slice(0, LINE_UNITS_MAX / 2) : body,
    ...metadataOf(record),
    ...attributes,
  });
}

function cutValue(value: unknown): unknown {
  const json = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (json.length <= TEXT_UNITS_MAX / 2) return value;
  return `${json.slice(0, TEXT_UNITS_MAX / 2)}…[truncated ${json.length - TEXT_UNITS_MAX / 2} characters]`;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
