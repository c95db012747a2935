/** A list that grows at its top without moving what somebody is looking at. Pure: state in, state out. */
import type { TraceQuery, TraceSummary } from '@sonde/store/reader';

/** Rows shown, newest first, and rows held back. */
export interface LiveList {
  readonly rows: readonly TraceSummary[];
  readonly held: readonly TraceSummary[];
}

const rowsMax = 2000;

/** A trace arrived or changed: known rows change in place, new ones go to the top, or wait while `holding`. */
export function arrive(list: LiveList, trace: TraceSummary, holding: boolean): LiveList {
  if (holds(list.rows, trace)) return { ...list, rows: replaced(list.rows, trace) };
  if (holds(list.held, trace)) return { ...list, held: replaced(list.held, trace) };
  if (holding) return { ...list, held: [trace, ...list.held].slice(0, rowsMax) };
  return { ...list, rows: [trace, ...list.rows].slice(0, rowsMax) };
}

/** Shows what was held back. */
export function release(list: LiveList): LiveList {
  const rows = [...list.held, ...list.rows].toSorted((a, b) => b.startMs - a.startMs);
  return { rows: rows.slice(0, rowsMax), held: [] };
}

/** Starts a list from the answer of a question. */
export function seed(items: readonly TraceSummary[]): LiveList {
  return { rows: items, held: [] };
}

/** Adds rows that were read, older or newer; while `holding`, what would come above the first row waits. */
export function extend(list: LiveList, items: readonly TraceSummary[], holding: boolean): LiveList {
  const known = new Set([...list.rows, ...list.held].map((row) => row.traceId));
  const unknown = items.filter((item) => !known.has(item.traceId));
  const topMs = list.rows[0]?.startMs ?? Number.NEGATIVE_INFINITY;
  const waits = (item: TraceSummary) => holding && item.startMs > topMs;
  const rows = [...list.rows, ...unknown.filter((item) => !waits(item))];
  return {
    rows: rows.toSorted((a, b) => b.startMs - a.startMs),
    held: [...list.held, ...unknown.filter(waits)],
  };
}

/** Whether a list with these filters would have a trace. */
export function matches(query: TraceQuery, trace: TraceSummary): boolean {
  const { text = '', service, sessionId, onlyErrors, durationMinMs = 0, model } = query;
  return (
    (service === undefined || trace.service === service) &&
    (sessionId === undefined || trace.sessionId === sessionId) &&
    (!onlyErrors || trace.errorCount > 0) &&
    trace.durationMs >= durationMinMs &&
    (model === undefined || trace.models.includes(model)) &&
    contains([trace.name, trace.preview, trace.traceId, ...trace.models], text)
  );
}

function contains(fields: readonly string[], text: string): boolean {
  const wanted = text.toLowerCase();
  return wanted === '' || fields.some((field) => field.toLowerCase().includes(wanted));
}

function holds(rows: readonly TraceSummary[], trace: TraceSummary): boolean {
  return rows.some((row) => row.traceId === trace.traceId);
}

function replaced(rows: readonly TraceSummary[], trace: TraceSummary): readonly TraceSummary[] {
  return rows.map((row) => (row.traceId === trace.traceId ? trace : row));
}
