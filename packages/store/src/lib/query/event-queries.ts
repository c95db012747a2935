/** Typed events of a trace: those that were sent, and those that follow from its spans. */
import {
  ATTR_GEN_AI_CONVERSATION_ID,
  deriveEvents,
  type EventGroup,
  type OperationKind,
  operationKinds,
} from '@sonde/conventions';
import { endedOperation } from '../facts/ended-operation.ts';
import { severities } from '../facts/log-facts.ts';
import { keys } from '../index/keys.ts';
import { parsePointer } from '../log/pointer.ts';
import type { TraceById } from '../reader/queries.ts';
import type { LogEntry, SpanSummary, TraceEvents, TypedEvent } from '../reader/records.ts';
import { findTraceId } from './identifiers.ts';
import type { QueryContext } from './pages.ts';
import { readSpan } from './span-queries.ts';
import { logsOf, spansOf } from './trace-queries.ts';

/** Operations whose events are derived: each is read whole from the log. */
const operationsMaxDefault = 5_000;
/** Between looks at the deadline. */
const spansPerTurn = 100;

const allGroups: ReadonlySet<EventGroup> = new Set(['chat', 'graph', 'vector', 'llm']);
const groupNames: readonly string[] = [...allGroups];
const turnKinds: ReadonlySet<string> = new Set(['agent', 'workflow', 'llm']);
const eventfulKinds: ReadonlySet<string> = new Set(['llm', 'vector', 'graph']);
/** Spans looked at on the way up. */
const depthMax = 1_000;

/** A span that may amount to events. */
interface EventfulSpan {
  readonly span: SpanSummary & { readonly kind: OperationKind };
  readonly isOutermost: boolean;
}

/** Typed events by time. An event that was sent for a span is not derived from it again. */
export async function queryEvents(context: QueryContext, query: TraceById): Promise<TraceEvents | undefined> {
  const traceId = findTraceId(context.database, query.traceId);
  if (traceId === undefined || !context.database.has(keys.traceHead(traceId))) return undefined;
  const sent = (await logsOf(context, traceId)).filter(isTyped);
  const known = new Set(sent.map(({ spanId, eventName }) => `${spanId} ${eventName}`));
  const spans = await spansOf(context, traceId);
  const eventful = eventfulSpans(spans);
  const read = eventful.slice(0, query.spansMax ?? operationsMaxDefault);
  const items: TypedEvent[] = sent.map((log) => ({ ...log, derived: false }));
  for (const [index, one] of read.entries()) {
    if (index % spansPerTurn === 0) await context.budget.turn();
    const derived = derivedEvents(context, one);
    items.push(...derived.filter(({ spanId, eventName }) => !known.has(`${spanId} ${eventName}`)));
  }
  items.sort((a, b) => a.timeMs - b.timeMs);
  return { items, omittedSpans: eventful.length - read.length };
}

function isTyped({ eventName }: LogEntry): boolean {
  return groupNames.includes(eventName.slice(0, eventName.indexOf('.')));
}

function eventfulSpans(spans: readonly SpanSummary[]): EventfulSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return spans
    .map((span) => ({ span, isOutermost: isOutermost(span, byId) }))
    .filter((one): one is EventfulSpan => {
      const { kind } = one.span;
      return Object.hasOwn(operationKinds, kind) && (eventfulKinds.has(kind) || one.isOutermost);
    });
}

/** Whether no operation of the same service is above it: what calls a service is not part of its answer. */
function isOutermost(span: SpanSummary, byId: ReadonlyMap<string, SpanSummary>): boolean {
  let at = span;
  for (let depth = 0; depth < depthMax; depth += 1) {
    const parent = byId.get(at.parentSpanId);
    if (parent === undefined || parent.service !== span.service) return true;
    if (parent.kind !== 'span') return false;
    at = parent;
  }
  return false;
}

function derivedEvents(context: QueryContext, { span, isOutermost: begins }: EventfulSpan): TypedEvent[] {
  const entry = readSpan(context, span.traceId, span.spanId);
  const pointer = entry && parsePointer(entry.pointer);
  const record = pointer && context.records.span(pointer)?.record;
  if (!record) return [];
  const isConversation = record.attributes[ATTR_GEN_AI_CONVERSATION_ID] !== undefined;
  const isTurn = begins && (turnKinds.has(span.kind) || isConversation);
  const events = deriveEvents(endedOperation(span, record, isTurn), allGroups);
  return events.map((event, index) => ({
    id: `${entry.pointer}e${index}`,
    timeMs: event.timeUnixMs,
    severity: severities[Math.ceil(event.severityNumber / 4) - 1] ?? 'info',
    eventName: event.eventName,
    message: event.body,
    service: span.service,
    traceId: span.traceId,
    spanId: span.spanId,
    attributes: event.attributes as TypedEvent['attributes'],
    derived: true,
  }));
}
