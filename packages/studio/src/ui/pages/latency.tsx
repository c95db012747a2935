/** Latency: operations that left their baseline. */
import type { LatencyFinding, LatencyQuery } from '@sonde/store/reader';
import { useRef } from 'preact/hooks';
import { LatencyWindow } from '../charts/latency-window.tsx';
import { formatDeviation, formatDuration } from '../format/measures.ts';
import { ChoiceFilter, filterValue, serviceChoices, TextFilter } from '../parts/filters.tsx';
import { Icon, KindIcon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { usePages } from '../parts/pages-of.ts';
import { Empty, Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Ago } from '../parts/timestamp.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';
import { measureName, releasesText } from './latency-names.ts';
import { useRowKeys } from './row-keys.ts';
import { useArrivals } from './use-arrivals.ts';

/** Findings, newest first. */
export function LatencyPage() {
  const revision = useArrivals((event) => event.type === 'latency');
  const query = latencyQuery();
  const pages = usePages('latencyFindings', query, revision);
  const box = useRef<HTMLDivElement>(null);
  const services = pages.items.map((finding) => finding.service);
  useRowKeys(box);
  useShownServices(services);
  return (
    <Page
      title="Latency"
      filters={
        <>
          <TextFilter name="operation" label="Operation" wide />
          <ChoiceFilter name="service" label="Service" choices={serviceChoices(services)} />
        </>
      }
    >
      {pages.error && <Refused error={pages.error} />}
      {pages.blank && !pages.error && <Waiting />}
      {!pages.blank && pages.items.length === 0 && <NoFinding />}
      <div class="findings" ref={box}>
        {pages.items.map((finding) => (
          <FindingCard key={finding.id} finding={finding} />
        ))}
      </div>
      {pages.more && (
        <button type="button" class="more more-row" onClick={pages.more}>
          Older findings
        </button>
      )}
    </Page>
  );
}

function latencyQuery(): LatencyQuery {
  const operation = filterValue('operation');
  const service = filterValue('service');
  return { ...(operation === '' ? {} : { operation }), ...(service === '' ? {} : { service }) };
}

function NoFinding() {
  return (
    <Empty title="Every operation is within its baseline">
      <p>
        Sonde learns how long each operation usually takes and stays silent until that changes. It judges from
        call 320 of an operation on.
      </p>
    </Empty>
  );
}

function FindingCard({ finding }: { readonly finding: LatencyFinding }) {
  const isSlower = finding.deviationRatio > 0;
  return (
    <article class="card finding" aria-label={`Finding: ${isSlower ? 'slower' : 'faster'}`}>
      <header>
        <KindIcon kind={finding.kind} />
        <Link href={hrefOf(['latency', finding.id])} class="row-focus strong">
          <Text value={finding.operation} lengthMax={80} />
        </Link>
        <span class={isSlower ? 'tag tag-warn' : 'tag tag-ok'}>
          {formatDeviation(finding.deviationRatio)}
        </span>
        <span class="finding-change">
          {formatDuration(finding.baselineMs)} <Icon name="becomes" />{' '}
          <b>{formatDuration(finding.currentMs)}</b>
        </span>
      </header>
      <LatencyWindow finding={finding} height={150} />
      <footer class="muted">
        <span>{measureName(finding.measure)}</span>
        {releasesText(finding) !== '' && (
          <span class="tag">
            <Text value={releasesText(finding)} />
          </span>
        )}
        <span>
          <Text value={finding.service} lengthMax={40} />
        </span>
        <Ago timeMs={finding.timeMs} />
      </footer>
    </article>
  );
}
