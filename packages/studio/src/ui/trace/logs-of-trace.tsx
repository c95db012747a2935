/** Logs of a trace with the typed events that follow from its spans. */
import type { LogEntry, Trace, TypedEvent } from '@sonde/store/reader';
import { useMemo } from 'preact/hooks';
import { plural } from '../format/measures.ts';
import { filterValue, SwitchFilter } from '../parts/filters.tsx';
import { Refused } from '../parts/states.tsx';
import { useRead } from '../reading/use-read.ts';
import { LogList, type LogListProps } from './log-list.tsx';

const none: readonly TypedEvent[] = [];

/** A trace, and who hears that the span of a log is wanted. */
export interface LogsOfTraceProps extends Omit<LogListProps, 'logs'> {
  readonly trace: Trace;
}

/** The list. Derived events can be left out. */
export function LogsOfTrace({ trace, startMs, onSpan }: LogsOfTraceProps) {
  const { traceId, spanCount } = trace.summary;
  // They follow from spans alone: asked for again when one has arrived, or a log that may stand for one.
  const { answer, error } = useRead('events', { traceId }, spanCount + trace.logs.length);
  const derived = useMemo(() => answer?.items.filter((item) => item.derived) ?? none, [answer]);
  const isHidden = filterValue('sent') !== '';
  const logs = useMemo(() => merged(trace.logs, isHidden ? none : derived), [trace.logs, derived, isHidden]);
  return (
    <>
      {error && <Refused error={error} />}
      {derived.length > 0 && (
        <div class="timeline-tools">
          <SwitchFilter name="sent" label="Only what was sent" />
          <span class="muted">
            {plural(derived.length, 'typed event')} derived from spans
            {answer && answer.omittedSpans > 0 && `; ${plural(answer.omittedSpans, 'span')} not looked at`}
          </span>
        </div>
      )}
      <LogList logs={logs} startMs={startMs} onSpan={onSpan} />
    </>
  );
}

/** Both by time; of one time what was sent stands first. */
function merged(logs: readonly LogEntry[], derived: readonly TypedEvent[]): readonly LogEntry[] {
  return [...logs, ...derived].sort((a, b) => a.timeMs - b.timeMs);
}
