/** Logs of a trace by time, each with its attributes on demand. */
import type { LogEntry, TypedEvent } from '@sonde/store/reader';
import { useState } from 'preact/hooks';
import { formatCount, formatDuration } from '../format/measures.ts';
import { Icon } from '../parts/icons.tsx';
import { AttributeTable } from '../parts/json-tree.tsx';
import { Empty } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';

const logsStep = 500;

/** Logs, and who hears that the span of one is wanted. */
export interface LogListProps {
  readonly logs: readonly (LogEntry | TypedEvent)[];
  readonly startMs: number;
  readonly onSpan: (spanId: string) => void;
}

/** The logs; more are shown on demand. */
export function LogList({ logs, startMs, onSpan }: LogListProps) {
  const [shown, setShown] = useState(logsStep);
  if (logs.length === 0)
    return (
      <Empty title="No logs in this trace">
        <p>
          Logs written while a span is open belong to its trace: pass your logger through Sonde's transport.
        </p>
      </Empty>
    );
  return (
    <div class="logs">
      <ul>
        {logs.slice(0, shown).map((log) => (
          <LogItem key={log.id} log={log} startMs={startMs} onSpan={onSpan} />
        ))}
      </ul>
      {logs.length > shown && (
        <button type="button" class="more more-row" onClick={() => setShown(shown + logsStep)}>
          {formatCount(logs.length - shown)} more logs
        </button>
      )}
    </div>
  );
}

function LogItem({ log, startMs, onSpan }: Omit<LogListProps, 'logs'> & { readonly log: LogEntry }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <button type="button" class="log" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="open" />
        <span class="log-time">{formatDuration(log.timeMs - startMs)}</span>
        <span class="severity" data-severity={log.severity}>
          {log.severity}
        </span>
        {log.eventName !== '' && (
          <span class="log-event">
            <Text value={log.eventName} lengthMax={80} />
          </span>
        )}
        {isDerived(log) && (
          <span class="tag" title="Nobody sent it: it follows from the span">
            derived
          </span>
        )}
        <span class="clip">
          <Text value={log.message} lengthMax={300} />
        </span>
      </button>
      {isOpen && <LogDetail log={log} onSpan={onSpan} />}
    </li>
  );
}

function isDerived(log: LogEntry | TypedEvent): boolean {
  return 'derived' in log && log.derived;
}

/** Message in full, attributes, and the way to the span. */
export function LogDetail({
  log,
  onSpan,
}: {
  readonly log: LogEntry;
  readonly onSpan?: (id: string) => void;
}) {
  return (
    <div class="log-detail">
      <p class="log-message">
        <Text value={log.message || log.eventName} lengthMax={4000} expands />
      </p>
      {log.spanId !== '' && onSpan && (
        <button type="button" class="button" onClick={() => onSpan(log.spanId)}>
          Show its span
        </button>
      )}
      <AttributeTable attributes={log.attributes} />
    </div>
  );
}
