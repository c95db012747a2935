/** One trace: timeline, logs, exceptions. */
import type { ErrorOccurrence, Trace } from '@sonde/store/reader';
import { useMemo, useRef } from 'preact/hooks';
import { ExceptionContext } from '../exceptions/exception-context.tsx';
import { formatCompact, formatCount, formatDuration, plural } from '../format/measures.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Cost } from '../parts/cost.tsx';
import { filterValue } from '../parts/filters.tsx';
import { Icon, KindIcon } from '../parts/icons.tsx';
import { Figure, Page } from '../parts/page.tsx';
import { Empty, Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Instant } from '../parts/timestamp.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { useRead } from '../reading/use-read.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf, hrefWith, setFilters } from '../routing/location.ts';
import { endedByText } from '../span/ended-by.ts';
import { LogsOfTrace } from '../trace/logs-of-trace.tsx';
import { buildSpanTree } from '../trace/span-tree.ts';
import { TraceOrigin } from '../trace/trace-origin.tsx';
import { TraceTimeline } from '../trace/trace-timeline.tsx';
import { useArrivals } from './use-arrivals.ts';

const exceptionsMax = 50;
const paceMs = 1500;
// A growing trace is read whole each time: 10,000 spans are some MB.
const largeSpanCount = 10_000;
const largePaceMs = 15_000;

/** One trace, by its id or a prefix that only it has. */
export function TracePage({ traceId }: { readonly traceId: string }) {
  const wholeId = useRef(traceId);
  const spanCount = useRef(0);
  const revision = useArrivals(
    (event) => {
      if (event.type === 'span') return event.span.traceId === wholeId.current;
      return event.type === 'log' && event.log.traceId === wholeId.current;
    },
    () => (spanCount.current > largeSpanCount ? largePaceMs : paceMs),
  );
  const { answer: trace, error, pending } = useRead('trace', { traceId }, revision);
  if (trace) {
    wholeId.current = trace.summary.traceId;
    spanCount.current = trace.spans.length;
  }
  const { answer: errors } = useRead(
    'errors',
    trace && { traceId: wholeId.current, limit: exceptionsMax },
    revision,
  );
  useShownServices(useMemo(() => [...new Set(trace?.spans.map((span) => span.service))], [trace]));
  const tab = filterValue('tab');
  return (
    <Page
      fills={trace !== undefined && tab === ''}
      title={trace ? trace.summary.name : 'Trace'}
      heading={trace ? <Heading trace={trace} /> : 'Trace'}
      trail={
        <nav class="trail" aria-label="Where this is">
          <Link href="/traces">Traces</Link>
        </nav>
      }
      actions={trace && <Actions trace={trace} />}
    >
      {error && !trace && <Refused error={error} />}
      {!trace && !error && pending && <Waiting />}
      {!trace && !error && !pending && <NoTrace traceId={traceId} />}
      {trace && <Content trace={trace} errors={errors?.items ?? []} tab={tab} />}
    </Page>
  );
}

function Heading({ trace }: { readonly trace: Trace }) {
  return (
    <span class="with-icon">
      <KindIcon kind={trace.summary.kind} />
      <Text value={trace.summary.name} lengthMax={120} />
      {!trace.summary.complete && <span class="tag">running</span>}
    </span>
  );
}

function Actions({ trace }: { readonly trace: Trace }) {
  const { traceId, sessionId } = trace.summary;
  return (
    <>
      <span class="mono muted trace-id">{traceId}</span>
      <CopyButton text={traceId} label="Copy trace id" />
      {sessionId !== '' && (
        <Link class="button" href={hrefOf(['sessions'], { id: sessionId })}>
          Session
        </Link>
      )}
    </>
  );
}

function NoTrace({ traceId }: { readonly traceId: string }) {
  return (
    <Empty title="There is no such trace">
      <p>
        Nothing is stored for <Text value={traceId} lengthMax={64} />. It may not have arrived yet, or have
        been removed by retention.
      </p>
    </Empty>
  );
}

interface ContentProps {
  readonly trace: Trace;
  readonly errors: readonly ErrorOccurrence[];
  readonly tab: string;
}

function Content({ trace, errors, tab }: ContentProps) {
  const tree = useMemo(() => buildSpanTree(trace), [trace]);
  return (
    <>
      <Summary trace={trace} />
      <Unended spans={trace.spans} />
      {trace.omittedSpans > 0 && (
        <p class="note">
          {plural(trace.omittedSpans, 'span')} beyond the limit of this view{' '}
          {trace.omittedSpans === 1 ? 'is' : 'are'} not shown.
        </p>
      )}
      <Tabs logCount={trace.logs.length} errors={errors} tab={tab} />
      {tab === '' && <TraceTimeline tree={tree} errors={errors} />}
      {tab === 'logs' && (
        <LogsOfTrace
          trace={trace}
          startMs={tree.startMs}
          onSpan={(spanId) => setFilters({ tab: '', span: spanId, log: '' }, true)}
        />
      )}
      {tab === 'exceptions' && <Exceptions errors={errors} />}
    </>
  );
}

/** What a person would look for in vain: the spans look as if somebody had ended them. */
function Unended({ spans }: Pick<Trace, 'spans'>) {
  const unended = spans.filter((span) => span.endedBy !== '');
  const first = unended[0];
  if (!first) return null;
  return (
    <p class="note">
      {plural(unended.length, 'span')} {unended.length === 1 ? 'was' : 'were'} open when the{' '}
      <Text value={endedByText(first.endedBy)} />.
    </p>
  );
}

function Summary({ trace }: { readonly trace: Trace }) {
  const { summary } = trace;
  const tokens = summary.inputTokens + summary.outputTokens;
  return (
    <dl class="figures figures-line">
      <Figure label="Duration">{formatDuration(summary.durationMs)}</Figure>
      <Figure label="Spans">{formatCount(summary.spanCount)}</Figure>
      <Figure label="Errors" tone={summary.errorCount > 0 ? 'error' : 'plain'}>
        {formatCount(summary.errorCount)}
      </Figure>
      <Figure label="Tokens">{tokens === 0 ? '–' : formatCompact(tokens)}</Figure>
      <Figure label="Cost">
        <Cost of={summary} />
      </Figure>
      <Figure label="Service">
        <Text value={summary.service} lengthMax={60} />
      </Figure>
      <Figure label="Started">
        <Instant timeMs={summary.startMs} />
      </Figure>
      <TraceOrigin trace={trace} />
    </dl>
  );
}

function Tabs(props: {
  readonly logCount: number;
  readonly errors: readonly ErrorOccurrence[];
  readonly tab: string;
}) {
  const newest = props.errors[0];
  return (
    <nav class="tabs" aria-label="Parts of the trace">
      <Link href={hrefWith({ tab: '' })} class="tab" current={props.tab === ''}>
        Timeline
      </Link>
      <Link href={hrefWith({ tab: 'logs' })} class="tab" current={props.tab === 'logs'}>
        Logs <span class="count">{formatCount(props.logCount)}</span>
      </Link>
      <Link href={hrefWith({ tab: 'exceptions' })} class="tab" current={props.tab === 'exceptions'}>
        Exceptions <span class="count">{formatCount(props.errors.length)}</span>
      </Link>
      {newest && props.tab === '' && (
        <Link href={hrefWith({ tab: 'exceptions' })} class="tab-note tone-error">
          <Icon name="error" />
          <b>
            <Text value={newest.type} lengthMax={60} />
          </b>
          <span class="clip">
            <Text value={newest.message} lengthMax={160} />
          </span>
        </Link>
      )}
    </nav>
  );
}

function Exceptions({ errors }: { readonly errors: readonly ErrorOccurrence[] }) {
  const chosen = errors.find((one) => one.id === filterValue('exception')) ?? errors[0];
  if (!chosen)
    return (
      <Empty title="No exception in this trace">
        <p>When an operation fails, its whole context appears here.</p>
      </Empty>
    );
  return (
    <div class="trace-exceptions">
      {errors.length > 1 && (
        <nav class="chips" aria-label="Exceptions of the trace">
          {errors.map((one) => (
            <Link key={one.id} class="chip" href={hrefWith({ exception: one.id })} current={one === chosen}>
              <Text value={one.type} lengthMax={60} />
            </Link>
          ))}
        </nav>
      )}
      <h2 class="tone-error">
        <Text value={chosen.type} lengthMax={100} />
      </h2>
      <ExceptionContext occurrence={chosen} />
    </div>
  );
}
