/** The selected log beside the waterfall. */
import type { LogEntry } from '@sonde/store/reader';
import { Icon, KindIcon } from '../parts/icons.tsx';
import { Text } from '../parts/text.tsx';
import { Instant } from '../parts/timestamp.tsx';
import { LogDetail } from './log-list.tsx';

/** The panel. */
export function LogPanel({ log, onClose }: { readonly log: LogEntry; readonly onClose: () => void }) {
  return (
    <aside class="panel" aria-label="Selected log">
      <header class="panel-head">
        <KindIcon kind="log" />
        <h2>
          <Text value={log.eventName || 'Log'} lengthMax={120} />
        </h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body" tabIndex={0} role="region" aria-label="Details of the log">
        <p class="log-line">
          <span class="severity" data-severity={log.severity}>
            {log.severity}
          </span>
          <Instant timeMs={log.timeMs} />
        </p>
        <LogDetail log={log} />
      </div>
    </aside>
  );
}
