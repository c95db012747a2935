/** What needs a look: slowest traces, newest exceptions, newest latency findings. */
import type { CommonFilter, TraceSummary } from '@sonde/store/reader';
import { formatDeviation, formatDuration, plural } from '../format/measures.ts';
import { Icon, KindIcon } from '../parts/icons.tsx';
import { Section } from '../parts/page.tsx';
import { Text } from '../parts/text.tsx';
import { Ago } from '../parts/timestamp.tsx';
import { useRead } from '../reading/use-read.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';

const rowsMax = 6;

/** The slowest traces of the period. */
export function SlowestTraces({ traces }: { readonly traces: readonly TraceSummary[] }) {
  return (
    <Section title="Slowest traces" aside={<Link href="/traces">All traces</Link>}>
      <ul class="rows">
        {traces.slice(0, 2 * rowsMax).map((trace) => (
          <li key={trace.traceId}>
            <Link class="row-link" href={hrefOf(['traces', trace.traceId])}>
              <KindIcon kind={trace.kind} />
              <span class="row-main">
                <Text value={trace.name} lengthMax={80} />
                <span class="muted">
                  <Text value={trace.preview} lengthMax={100} />
                </span>
              </span>
              {trace.errorCount > 0 && <span class="tone-error">{plural(trace.errorCount, 'error')}</span>}
              <span class="row-figure">{formatDuration(trace.durationMs)}</span>
              <Ago timeMs={trace.startMs} />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The newest exceptions and latency findings of the period. */
export function NewestFindings({ query }: { readonly query: CommonFilter }) {
  return (
    <div class="column">
      <NewestExceptions query={query} />
      <NewestLatencyFindings query={query} />
    </div>
  );
}

function NewestExceptions({ query }: { readonly query: CommonFilter }) {
  const { answer } = useRead('errorGroups', { ...query, limit: rowsMax });
  return (
    <Section title="Newest exceptions" aside={<Link href="/exceptions">All exceptions</Link>}>
      {answer?.items.length === 0 && <p class="rows-empty">No exception in this period.</p>}
      <ul class="rows">
        {answer?.items.map((group) => (
          <li key={group.fingerprint}>
            <Link class="row-link" href={hrefOf(['exceptions', group.fingerprint])}>
              <span class="tone-error">
                <Icon name="error" />
              </span>
              <span class="row-main">
                <Text value={group.type} lengthMax={60} />
                <span class="muted">
                  <Text value={group.message} lengthMax={120} />
                </span>
              </span>
              <span class="row-figure">{group.count} ×</span>
              <Ago timeMs={group.lastMs} />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function NewestLatencyFindings({ query }: { readonly query: CommonFilter }) {
  const { answer } = useRead('latencyFindings', { ...query, limit: rowsMax });
  return (
    <Section title="Newest latency findings" aside={<Link href="/latency">All findings</Link>}>
      {answer?.items.length === 0 && <p class="rows-empty">Every operation is within its baseline.</p>}
      <ul class="rows">
        {answer?.items.map((finding) => (
          <li key={finding.id}>
            <Link class="row-link" href={hrefOf(['latency', finding.id])}>
              <KindIcon kind={finding.kind} />
              <span class="row-main">
                <Text value={finding.operation} lengthMax={60} />
                <span class="muted">
                  {formatDuration(finding.baselineMs)} <Icon name="becomes" />{' '}
                  {formatDuration(finding.currentMs)}
                </span>
              </span>
              <span class={finding.deviationRatio > 0 ? 'row-figure tone-warn' : 'row-figure tone-ok'}>
                {formatDeviation(finding.deviationRatio)}
              </span>
              <Ago timeMs={finding.timeMs} />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
