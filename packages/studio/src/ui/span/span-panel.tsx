/** The selected span beside the waterfall: figures at once, everything else as soon as it has been read. */
import type { ErrorOccurrence, SpanDetail, SpanSummary } from '@sonde/store/reader';
import { useEffect, useState } from 'preact/hooks';
import { formatCompact, formatDuration } from '../format/measures.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Cost } from '../parts/cost.tsx';
import { Icon, KindIcon } from '../parts/icons.tsx';
import { kindLook } from '../parts/kinds.ts';
import { Figure } from '../parts/page.tsx';
import { Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Instant } from '../parts/timestamp.tsx';
import { learnResource } from '../reading/simulated.ts';
import { useRead } from '../reading/use-read.ts';
import { endedByText } from './ended-by.ts';
import { SpanContent } from './span-content.tsx';

/** Which span, and what the trace knows of it. */
export interface SpanPanelProps {
  readonly span: SpanSummary;
  readonly offsetMs: number;
  readonly selfMs: number;
  /** Makes the prompt of the span and all below it. */
  readonly prompt: () => Promise<string>;
  /** The exception that ended the span. */
  readonly exception: ErrorOccurrence | undefined;
  readonly onClose: () => void;
}

const settleMs = 120;

/** The panel. While the selection moves on quickly nothing is read. */
export function SpanPanel({ span, offsetMs, selfMs, prompt, exception, onClose }: SpanPanelProps) {
  const settled = useSettled(span);
  const { answer, error } = useRead('span', settled && { traceId: settled.traceId, spanId: settled.spanId });
  const detail = answer?.spanId === span.spanId ? answer : undefined;
  useEffect(() => {
    if (detail) learnResource(detail.service, detail.resource);
  }, [detail]);
  return (
    <aside class="panel" aria-label="Selected span">
      <header class="panel-head">
        <KindIcon kind={span.kind} />
        <h2>
          <Text value={span.name} lengthMax={200} />
        </h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body" tabIndex={0} role="region" aria-label="Details of the span">
        <Figures span={span} offsetMs={offsetMs} selfMs={selfMs} />
        <div class="button-row">
          <CopyButton text={prompt} label="Copy as prompt" wide />
          <CopyButton text={span.spanId} label="Copy span id" wide />
        </div>
        {error && <Refused error={error} />}
        {!detail && !error && <Waiting rows={6} />}
        {detail && <SpanContent key={detail.spanId} span={detail} exception={exception} />}
      </div>
    </aside>
  );
}

/** The span did not end itself. */
function EndedBy({ endedBy }: { readonly endedBy: string }) {
  return (
    <span class="tag tag-warn" title="The span was open when its process ended">
      <Text value={endedByText(endedBy)} />
    </span>
  );
}

function useSettled(span: SpanSummary): SpanSummary | undefined {
  const [settled, setSettled] = useState<SpanSummary | undefined>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(span), settleMs);
    return () => clearTimeout(timer);
  }, [span.spanId]);
  return settled;
}

function Figures({ span, offsetMs, selfMs }: Pick<SpanPanelProps, 'span' | 'offsetMs' | 'selfMs'>) {
  const tokens = span.inputTokens + span.outputTokens;
  return (
    <dl class="figures figures-small">
      <Figure label="Status" tone={span.status === 'error' ? 'error' : 'plain'}>
        {statusTexts[span.status]}
        {span.endedBy !== '' && <EndedBy endedBy={span.endedBy} />}
      </Figure>
      <Figure label="Duration">{formatDuration(span.durationMs)}</Figure>
      <Figure label="Self time">{formatDuration(selfMs)}</Figure>
      <Figure label="Starts after">{formatDuration(offsetMs)}</Figure>
      <Figure label="Kind">{kindLook(span.kind).label}</Figure>
      <Figure label="Service">
        <Text value={span.service} lengthMax={60} />
      </Figure>
      {span.model !== '' && (
        <Figure label="Model">
          <Text value={span.model} lengthMax={60} />
        </Figure>
      )}
      {tokens > 0 && (
        <Figure label="Tokens">
          {formatCompact(span.inputTokens)} <small>in</small> {formatCompact(span.outputTokens)}{' '}
          <small>out</small>
        </Figure>
      )}
      {(span.costUsd > 0 || tokens > 0) && (
        <Figure label="Cost">
          <Cost of={span} />
        </Figure>
      )}
      <Figure label="Started">
        <Instant timeMs={span.startMs} />
      </Figure>
    </dl>
  );
}

const statusTexts: Readonly<Record<SpanDetail['status'], string>> = {
  unset: 'Unset',
  ok: 'OK',
  error: 'Failed',
};
