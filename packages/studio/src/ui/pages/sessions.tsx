/** Sessions: what belongs to one run or one conversation. */
import type { SessionSummary } from '@sonde/store/reader';
import { useRef } from 'preact/hooks';
import { formatCompact, formatCount, formatDuration } from '../format/measures.ts';
import { Cost } from '../parts/cost.tsx';
import { Page } from '../parts/page.tsx';
import { usePages } from '../parts/pages-of.ts';
import { Command, Empty, Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Ago } from '../parts/timestamp.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';
import { useRowKeys } from './row-keys.ts';
import { useArrivals } from './use-arrivals.ts';

/** Sessions, the one that was active last first. */
export function SessionsPage() {
  const revision = useArrivals((event) => event.type === 'trace' && event.trace.sessionId !== '');
  const pages = usePages('sessions', {}, revision);
  useShownServices(pages.items.map((session) => session.service));
  return (
    <Page title="Sessions">
      {pages.error && <Refused error={pages.error} />}
      {pages.blank && !pages.error && <Waiting />}
      {!pages.blank && pages.items.length === 0 && <NoSession />}
      {pages.items.length > 0 && <SessionTable sessions={pages.items} more={pages.more} />}
    </Page>
  );
}

function NoSession() {
  return (
    <Empty title="No session yet">
      <p>
        A session joins the traces of one run or one conversation. <code>sonde run</code> gives each run its
        own; in code, wrap what belongs together:
      </p>
      <Command text="await withContext({ sessionId: 'chat-42' }, () => agent(question))" />
    </Empty>
  );
}

function SessionTable(props: {
  readonly sessions: readonly SessionSummary[];
  readonly more: (() => void) | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  useRowKeys(box);
  return (
    <div class="table-box" ref={box}>
      <table>
        <thead>
          <tr>
            <th class="col-ago">Last active</th>
            <th>Session</th>
            <th class="col-service">Service</th>
            <th class="cell-number">Lasted</th>
            <th class="cell-number">Traces</th>
            <th class="cell-number">Errors</th>
            <th class="cell-number">Tokens</th>
            <th class="cell-number">Cost</th>
          </tr>
        </thead>
        <tbody>
          {props.sessions.map((session) => (
            <SessionRow key={session.sessionId} session={session} />
          ))}
        </tbody>
      </table>
      {props.more && (
        <button type="button" class="more more-row" onClick={props.more}>
          Older sessions
        </button>
      )}
    </div>
  );
}

function SessionRow({ session }: { readonly session: SessionSummary }) {
  const tokens = session.inputTokens + session.outputTokens;
  return (
    <tr>
      <td>
        <Ago timeMs={session.lastMs} />
      </td>
      <td class="cell-main">
        <Link href={hrefOf(['sessions'], { id: session.sessionId })} class="row-focus">
          <Text value={session.sessionId} lengthMax={100} />
        </Link>
      </td>
      <td class="muted cell-service">
        <Text value={session.service} lengthMax={40} />
      </td>
      <td class="cell-number">{formatDuration(session.lastMs - session.startMs)}</td>
      <td class="cell-number">{formatCount(session.traceCount)}</td>
      <td class="cell-number">
        <span class={session.errorCount > 0 ? 'tone-error' : 'faint'}>{formatCount(session.errorCount)}</span>
      </td>
      <td class="cell-number">{tokens === 0 ? <span class="faint">–</span> : formatCompact(tokens)}</td>
      <td class="cell-number">
        <Cost of={session} />
      </td>
    </tr>
  );
}
