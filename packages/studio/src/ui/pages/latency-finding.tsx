/** One latency finding: the window that shows it, the figures, the slowest calls. */
import type { LatencyFinding } from '@sonde/store/reader';
import { useEffect } from 'preact/hooks';
import { LatencyWindow } from '../charts/latency-window.tsx';
import { formatCount, formatDuration, formatShare } from '../format/measures.ts';
import { KindIcon } from '../parts/icons.tsx';
import { Figure, Page, Section } from '../parts/page.tsx';
import { usePages } from '../parts/pages-of.ts';
import { Empty, Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Instant } from '../parts/timestamp.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';
import { measureName, releasesText } from './latency-names.ts';

const searchedMax = 2000;

/** One finding. */
export function LatencyFindingPage({ id }: { readonly id: string }) {
  const pages = usePages('latencyFindings', { limit: 1000 });
  const finding = pages.items.find((one) => one.id === id);
  const searches = !finding && pages.more !== undefined && pages.items.length < searchedMax;
  useEffect(() => {
    if (searches) pages.more?.();
  }, [searches, pages.items.length]);
  useShownServices(finding ? [finding.service] : []);
  return (
    <Page
      title={finding ? `Latency of ${finding.operation}` : 'Latency finding'}
      heading={finding ? <Heading finding={finding} /> : 'Latency finding'}
      trail={
        <nav class="trail" aria-label="Where this is">
          <Link href="/latency">Latency</Link>
        </nav>
      }
    >
      {pages.error && <Refused error={pages.error} />}
      {(pages.blank || searches) && !pages.error && <Waiting />}
      {!pages.blank && !finding && !searches && (
        <Empty title="There is no such finding">
          <p>It may have been removed by retention.</p>
        </Empty>
      )}
      {finding && <Content finding={finding} />}
    </Page>
  );
}

function Heading({ finding }: { readonly finding: LatencyFinding }) {
  return (
    <span class="with-icon">
      <KindIcon kind={finding.kind} />
      <Text value={finding.operation} lengthMax={100} />
    </span>
  );
}

function Content({ finding }: { readonly finding: LatencyFinding }) {
  const isSlower = finding.deviationRatio > 0;
  return (
    <>
      <dl class="figures">
        <Figure label={isSlower ? 'Slower by' : 'Faster by'} tone={isSlower ? 'warn' : 'ok'}>
          {formatShare(Math.abs(finding.deviationRatio))}
        </Figure>
        <Figure label="Typical before">{formatDuration(finding.baselineMs)}</Figure>
        <Figure label="Typical now">{formatDuration(finding.currentMs)}</Figure>
        <Figure label="Mean ± deviation">
          {formatDuration(finding.meanMs)}
          <small>± {formatDuration(finding.stddevMs)}</small>
        </Figure>
        <Figure label="Calls seen">{formatCount(finding.calls)}</Figure>
      </dl>
      <dl class="figures figures-line">
        <Figure label="Judged">{measureName(finding.measure)}</Figure>
        <Figure label="Detector">
          <Text value={finding.detector} lengthMax={40} />
        </Figure>
        {releasesText(finding) !== '' && (
          <Figure label="Compared">
            <Text value={releasesText(finding)} />
          </Figure>
        )}
        <Figure label="Service">
          <Text value={finding.service} lengthMax={60} />
        </Figure>
        <Figure label="Found">
          <Instant timeMs={finding.timeMs} />
        </Figure>
      </dl>
      <Section title="The calls that show it">
        <div class="card">
          <LatencyWindow finding={finding} height={300} />
        </div>
      </Section>
      <Section title="Slowest of them">
        <Exemplars finding={finding} />
      </Section>
    </>
  );
}

function Exemplars({ finding }: { readonly finding: LatencyFinding }) {
  if (finding.exemplars.length === 0) return <p class="muted">No trace was kept for these calls.</p>;
  const slowestFirst = finding.exemplars.toSorted((a, b) => b.durationMs - a.durationMs);
  return (
    <ul class="rows">
      {slowestFirst.map(({ traceId, spanId, durationMs }) => (
        <li key={spanId}>
          <Link class="row-link" href={hrefOf(['traces', traceId], { span: spanId })}>
            <span class="row-main mono">
              <Text value={traceId} lengthMax={40} />
            </span>
            <span class="row-figure">{formatDuration(durationMs)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
