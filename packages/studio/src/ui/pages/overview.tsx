/** Overview: how much, how fast, how often wrong, at what cost, and what needs a look. */
import type { Overview } from '@sonde/store/reader';
import { useMemo } from 'preact/hooks';
import { formatCompact, formatCount, formatShare } from '../format/measures.ts';
import { Cost } from '../parts/cost.tsx';
import { ChoiceFilter, filterValue, serviceChoices } from '../parts/filters.tsx';
import { Figure, Page, Section } from '../parts/page.tsx';
import { Command, Empty, NoTelemetry, Refused, Waiting } from '../parts/states.tsx';
import { useShownServices } from '../reading/simulated.ts';
import { useRead } from '../reading/use-read.ts';
import { Link } from '../routing/link.tsx';
import { hrefWith } from '../routing/location.ts';
import { NewestFindings, SlowestTraces } from './overview-lists.tsx';
import { OperationTable } from './overview-operations.tsx';
import { OverviewSeries } from './overview-series.tsx';
import { chosenPeriodMs, periodChoices } from './period.ts';
import { useArrivals } from './use-arrivals.ts';

/** Overview of a period. */
export function OverviewPage() {
  const revision = useArrivals((event) => event.type === 'trace' || event.type === 'span');
  const service = filterValue('service');
  const periodMs = chosenPeriodMs();
  const period = useMemo(() => {
    const toMs = Date.now();
    return { fromMs: toMs - periodMs, toMs };
  }, [periodMs, service, revision]);
  const query = { ...period, ...(service === '' ? {} : { service }) };
  const { answer, error } = useRead('overview', query, 0);
  useShownServices(service === '' ? (answer?.services ?? []) : [service]);
  return (
    <Page
      title="Overview"
      filters={
        <>
          <ChoiceFilter name="period" label="Period" choices={periodChoices} />
          <ChoiceFilter name="service" label="Service" choices={serviceChoices(answer?.services ?? [])} />
        </>
      }
    >
      {error && <Refused error={error} />}
      {!answer && !error && <Waiting />}
      {answer && answer.spanCount === 0 && <NothingHere />}
      {answer && answer.spanCount > 0 && <Content overview={answer} query={query} />}
    </Page>
  );
}

interface OverviewPeriod {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service?: string;
}

function Content({ overview, query }: { readonly overview: Overview; readonly query: OverviewPeriod }) {
  return (
    <>
      <Figures overview={overview} service={query.service} />
      <OverviewSeries {...query} />
      <Section title="Operations" aside={<span class="muted">by total time</span>}>
        <OperationTable operations={overview.operations} />
      </Section>
      <div class="columns">
        <SlowestTraces traces={overview.slowestTraces} />
        <NewestFindings query={query} />
      </div>
    </>
  );
}

interface FiguresProps {
  readonly overview: Overview;
  readonly service: string | undefined;
}

function Figures({ overview, service }: FiguresProps) {
  const tokens = overview.inputTokens + overview.outputTokens;
  const hasErrors = overview.errorCount > 0;
  return (
    <dl class="figures">
      <Figure label="Traces">{formatCount(overview.traceCount)}</Figure>
      <Figure label="Spans">{formatCompact(overview.spanCount)}</Figure>
      <Figure label="Failed spans" tone={hasErrors ? 'error' : 'plain'}>
        {formatCount(overview.errorCount)}
        <small>{formatShare(overview.errorCount / Math.max(1, overview.spanCount))}</small>
      </Figure>
      <Figure label="Tokens">
        {formatCompact(tokens)}
        <small>{formatCompact(overview.outputTokens)} out</small>
      </Figure>
      <Figure label="Cost">
        <Cost of={overview} />
        <CostToday service={service} revision={overview.toMs} />
      </Figure>
      <Figure label="Logs">{formatCompact(overview.logCount)}</Figure>
    </dl>
  );
}

const dayMs = 86_400_000;

/** Beside the cost of the period, since that is what budgets are about. */
function CostToday({
  service,
  revision,
}: {
  readonly service: string | undefined;
  readonly revision: number;
}) {
  const fromMs = new Date().setHours(0, 0, 0, 0);
  // Steps of two days: the longest day of a year has 25 hours.
  const query = { fromMs, stepMs: 2 * dayMs, ...(service === undefined ? {} : { service }) };
  const { answer } = useRead('series', query, revision);
  const today = answer?.[0];
  // A cost that is not known is told by the period already.
  return today && today.costUsd > 0 ? (
    <small>
      today <Cost of={today} />
    </small>
  ) : null;
}

function NothingHere() {
  const { answer } = useRead('traces', { limit: 1 });
  if (!answer || answer.items.length === 0) return answer ? <NoTelemetry /> : <Waiting />;
  return (
    <Empty title="Nothing in this period">
      <p>
        There is older telemetry: <Link href={hrefWith({ period: '24h' })}>last 24 hours</Link>,{' '}
        <Link href={hrefWith({ period: '30d' })}>last 30 days</Link>, or run something new:
      </p>
      <Command text="npx sonde run -- node app.js" />
    </Empty>
  );
}
