/** One group of exceptions: every occurrence with its whole context. */
import { EVENT_SONDE_EXCEPTION_SOURCE } from '@sonde/conventions';
import type { ErrorOccurrence } from '@sonde/store/reader';
import { ExceptionContext } from '../exceptions/exception-context.tsx';
import { formatDuration } from '../format/measures.ts';
import { visibleLine } from '../format/visible-text.ts';
import { filterValue } from '../parts/filters.tsx';
import { Icon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { usePages } from '../parts/pages-of.ts';
import { Empty, Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Ago, Instant } from '../parts/timestamp.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { Link } from '../routing/link.tsx';
import { hrefWith } from '../routing/location.ts';
import { useArrivals } from './use-arrivals.ts';

/** The exceptions of one fingerprint. */
export function ExceptionGroupPage({ fingerprint }: { readonly fingerprint: string }) {
  const revision = useArrivals((event) => {
    if (event.type === 'error') return event.error.fingerprint === fingerprint;
    // The sources of an exception are told after it.
    return event.type === 'log' && event.log.eventName === EVENT_SONDE_EXCEPTION_SOURCE;
  });
  const pages = usePages('errors', { fingerprint, limit: 50 }, revision);
  const chosen = pages.items.find((one) => one.id === filterValue('occurrence')) ?? pages.items[0];
  useShownServices(chosen ? [chosen.service] : []);
  return (
    <Page
      title={chosen ? `${chosen.type}: ${chosen.message}` : 'Exception'}
      heading={<Text value={chosen?.type ?? 'Exception'} lengthMax={100} />}
      trail={
        <nav class="trail" aria-label="Where this is">
          <Link href="/exceptions">Exceptions</Link>
        </nav>
      }
    >
      {pages.error && <Refused error={pages.error} />}
      {pages.blank && !pages.error && <Waiting />}
      {!pages.blank && !chosen && (
        <Empty title="This group has no exceptions">
          <p>They may have been removed by retention.</p>
        </Empty>
      )}
      {chosen && (
        <div class="split">
          <Occurrences items={pages.items} chosen={chosen} more={pages.more} />
          <ExceptionContext occurrence={chosen} />
        </div>
      )}
    </Page>
  );
}

interface OccurrencesProps {
  readonly items: readonly ErrorOccurrence[];
  readonly chosen: ErrorOccurrence;
  readonly more: (() => void) | undefined;
}

function Occurrences({ items, chosen, more }: OccurrencesProps) {
  return (
    <nav class="occurrences" aria-label="Occurrences">
      <h2>
        {items.length}
        {more ? '+' : ''} {items.length === 1 ? 'occurrence' : 'occurrences'}
      </h2>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <Link href={hrefWith({ occurrence: item.id })} class="occurrence" current={item === chosen}>
              <span class="occurrence-line">
                <Instant timeMs={item.timeMs} />
                <Ago timeMs={item.timeMs} />
              </span>
              <span class="muted clip" title={visibleLine(item.message)}>
                <Text value={item.message} lengthMax={120} />
              </span>
              <span class="muted">after {formatDuration(item.elapsedMs)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" class="more" onClick={more}>
          Older occurrences <Icon name="open" />
        </button>
      )}
    </nav>
  );
}
