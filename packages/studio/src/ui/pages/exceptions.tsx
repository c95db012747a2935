/** Exceptions, grouped by what went wrong. */
import type { ErrorGroup, ErrorGroupQuery, ErrorOccurrence } from '@sonde/store/reader';
import { useMemo, useRef } from 'preact/hooks';
import { histogramOf, Sparkline } from '../charts/sparkline.tsx';
import { formatCount, plural } from '../format/measures.ts';
import { ChoiceFilter, filterValue, serviceChoices, TextFilter } from '../parts/filters.tsx';
import { KindIcon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { usePages } from '../parts/pages-of.ts';
import { Empty, Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Ago } from '../parts/timestamp.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { useRead } from '../reading/use-read.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';
import { useRowKeys } from './row-keys.ts';
import { useArrivals } from './use-arrivals.ts';

const occurrencesMax = 500;
const sparklineSteps = 24;

/** Groups of exceptions, the most recent first. */
export function ExceptionsPage() {
  const revision = useArrivals((event) => event.type === 'error');
  const query = groupQuery();
  const pages = usePages('errorGroups', query, revision);
  const { answer: recent } = useRead('errors', { limit: occurrencesMax }, revision);
  const services = pages.items.map((group) => group.service);
  useShownServices(services);
  return (
    <Page
      title="Exceptions"
      filters={
        <>
          <TextFilter name="text" label="Filter by type or message" wide />
          <TextFilter name="operation" label="Operation" />
          <ChoiceFilter name="service" label="Service" choices={serviceChoices(services)} />
          <TextFilter name="session" label="Session" />
        </>
      }
    >
      {pages.error && <Refused error={pages.error} />}
      {pages.blank && !pages.error && <Waiting />}
      {!pages.blank && pages.items.length === 0 && <NoException filtered={Object.keys(query).length > 0} />}
      {pages.items.length > 0 && (
        <GroupTable groups={pages.items} recent={recent?.items ?? []} more={pages.more} />
      )}
    </Page>
  );
}

function groupQuery(): ErrorGroupQuery {
  const fields = [
    ['text', 'text'],
    ['operation', 'operation'],
    ['service', 'service'],
    ['session', 'sessionId'],
  ] as const;
  return Object.fromEntries(
    fields.map(([name, field]) => [field, filterValue(name)]).filter(([, value]) => value !== ''),
  );
}

function NoException({ filtered }: { readonly filtered: boolean }) {
  if (!filtered)
    return (
      <Empty title="No exception has been captured">
        <p>
          When an operation fails, it appears here with its input, the inputs of everything above it, and what
          completed before it.
        </p>
      </Empty>
    );
  return (
    <Empty title="No exception matches">
      <p>
        <Link href="/exceptions">Clear the filters</Link>
      </p>
    </Empty>
  );
}

interface GroupTableProps {
  readonly groups: readonly ErrorGroup[];
  readonly recent: readonly ErrorOccurrence[];
  readonly more: (() => void) | undefined;
}

function GroupTable({ groups, recent, more }: GroupTableProps) {
  const box = useRef<HTMLDivElement>(null);
  useRowKeys(box);
  const times = useMemo(() => Map.groupBy(recent, (occurrence) => occurrence.fingerprint), [recent]);
  const fromMs = recent.at(-1)?.timeMs ?? 0;
  const toMs = recent[0]?.timeMs ?? 0;
  return (
    <div class="table-box" ref={box}>
      <table>
        <thead>
          <tr>
            <th>Exception</th>
            <th class="col-operation">Operation</th>
            <th class="col-spark">Recent</th>
            <th class="cell-number">Count</th>
            <th class="col-ago">First seen</th>
            <th class="col-ago">Last seen</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.fingerprint}>
              <td class="cell-stack">
                <Link href={hrefOf(['exceptions', group.fingerprint])} class="row-focus tone-error strong">
                  <Text value={group.type} lengthMax={80} />
                </Link>
                <span class="muted clip">
                  <Text value={group.message} lengthMax={240} />
                </span>
              </td>
              <td class="cell-stack">
                <span class="with-icon">
                  <KindIcon kind={group.kind} />
                  <Text value={group.operation} lengthMax={60} />
                </span>
                <span class="muted">
                  <Text value={group.service} lengthMax={40} />
                </span>
              </td>
              <td>
                <Sparkline
                  values={histogramOf(
                    (times.get(group.fingerprint) ?? []).map((occurrence) => occurrence.timeMs),
                    fromMs,
                    toMs,
                    sparklineSteps,
                  )}
                  label={`${plural(times.get(group.fingerprint)?.length ?? 0, 'occurrence')} among the newest ${recent.length}`}
                />
              </td>
              <td class="cell-number strong">{formatCount(group.count)}</td>
              <td>
                <Ago timeMs={group.firstMs} />
              </td>
              <td>
                <Ago timeMs={group.lastMs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more && (
        <button type="button" class="more more-row" onClick={more}>
          Older exceptions
        </button>
      )}
    </div>
  );
}
