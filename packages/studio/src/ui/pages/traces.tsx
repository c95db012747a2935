/** Traces: live, filtered by the address. */
import type { TraceQuery } from '@sonde/store/reader';
import { ChoiceFilter, filterValue, SwitchFilter, serviceChoices, TextFilter } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, NoTelemetry } from '../parts/states.tsx';
import { Link } from '../routing/link.tsx';
import { LiveTraces } from './live-traces.tsx';

const durationChoices = [
  ['', 'Any duration'],
  ['100', '≥ 100 ms'],
  ['1000', '≥ 1 s'],
  ['5000', '≥ 5 s'],
  ['30000', '≥ 30 s'],
] as const;

/** Traces, newest first. */
export function TracesPage() {
  const query = traceQuery();
  const isFiltered = Object.keys(query).length > 0;
  return (
    <Page
      title="Traces"
      actions={
        <span class="muted keys">
          <kbd>j</kbd> <kbd>k</kbd> move <kbd>enter</kbd> open <kbd>/</kbd> filter
        </span>
      }
      filters={
        <>
          <TextFilter name="text" label="Filter by name, model, input or trace id" wide />
          <SwitchFilter name="errors" label="Only errors" />
          <ChoiceFilter name="slower" label="Duration" choices={durationChoices} />
          <ChoiceFilter name="service" label="Service" choices={serviceChoices([])} />
          <TextFilter name="model" label="Model" />
          <TextFilter name="session" label="Session" />
        </>
      }
    >
      <LiveTraces
        query={query}
        empty={
          isFiltered ? (
            <Empty title="No trace matches">
              <p>
                <Link href="/traces">Clear the filters</Link>
              </p>
            </Empty>
          ) : (
            <NoTelemetry />
          )
        }
      />
    </Page>
  );
}

function traceQuery(): TraceQuery {
  const durationMinMs = Number(filterValue('slower'));
  return {
    ...textFilter('text', 'text'),
    ...textFilter('service', 'service'),
    ...textFilter('model', 'model'),
    ...textFilter('session', 'sessionId'),
    ...(filterValue('errors') === '' ? {} : { onlyErrors: true }),
    ...(durationMinMs > 0 ? { durationMinMs } : {}),
  };
}

function textFilter(name: string, field: keyof TraceQuery): TraceQuery {
  const value = filterValue(name);
  return value === '' ? {} : { [field]: value };
}
