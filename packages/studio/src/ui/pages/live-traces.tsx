/** List of traces that follows what arrives. */
import type { TraceQuery, TraceSummary } from '@sonde/store/reader';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatCompact, formatCount, formatDuration, plural } from '../format/measures.ts';
import { Cost } from '../parts/cost.tsx';
import { Icon, KindIcon } from '../parts/icons.tsx';
import { usePages } from '../parts/pages-of.ts';
import { Refused, Waiting } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Ago } from '../parts/timestamp.tsx';
import { onArrival } from '../reading/follow.ts';
import { useShownServices } from '../reading/simulated.ts';
import { Link } from '../routing/link.tsx';
import { hrefOf, navigate } from '../routing/location.ts';
import { arrive, extend, matches, release, seed } from './live-list.ts';
import { useRowKeys } from './row-keys.ts';

/** What is listed, and what to say when there is nothing. */
export interface LiveTracesProps {
  readonly query: TraceQuery;
  readonly empty: JSX.Element;
}

/** Traces, newest first; while pointer or focus is in the list, new ones wait behind a button. */
export function LiveTraces({ query, empty }: LiveTracesProps) {
  const key = JSON.stringify(query);
  const pages = usePages('traces', query);
  const [list, setList] = useState(seed([]));
  const box = useRef<HTMLDivElement>(null);
  const asked = useRef('');
  useEffect(() => {
    if (pages.blank || !pages.current) return;
    const isSame = asked.current === key;
    asked.current = key;
    setList((before) => (isSame ? extend(before, pages.items, isWatched(box.current)) : seed(pages.items)));
  }, [pages.blank, pages.current, pages.items.length, pages.items[0]?.traceId, key]);
  useEffect(
    () =>
      onArrival((event) => {
        if (event.type !== 'trace' || asked.current !== key || !matches(query, event.trace)) return;
        setList((before) => arrive(before, event.trace, isWatched(box.current)));
      }),
    [key],
  );
  useRowKeys(box);
  useShownServices(useMemo(() => list.rows.map((row) => row.service), [list.rows]));
  if (pages.error) return <Refused error={pages.error} />;
  if (pages.blank) return <Waiting />;
  return (
    <>
      <div class="pill-place" aria-live="polite">
        {list.held.length > 0 && (
          <button type="button" class="pill" onClick={() => setList(release)}>
            {formatCount(list.held.length)} new — show
          </button>
        )}
      </div>
      {list.rows.length === 0 ? (
        empty
      ) : (
        <div class="table-box" ref={box}>
          <TraceTable rows={list.rows} />
          {pages.more && (
            <button type="button" class="more more-row" onClick={pages.more}>
              Older traces
            </button>
          )}
        </div>
      )}
    </>
  );
}

function isWatched(box: HTMLElement | null): boolean {
  return box !== null && (box.matches(':hover') || box.contains(document.activeElement));
}

function TraceTable({ rows }: { readonly rows: readonly TraceSummary[] }) {
  const longestMs = Math.max(1e-9, ...rows.map((row) => row.durationMs));
  return (
    <table class="traces">
      <thead>
        <tr>
          <th class="col-ago">Started</th>
          <th>Trace</th>
          <th class="col-service">Service</th>
          <th class="col-duration">Duration</th>
          <th class="cell-number">Spans</th>
          <th class="cell-number">Errors</th>
          <th class="cell-number">Tokens</th>
          <th class="cell-number">Cost</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TraceRow key={row.traceId} trace={row} longestMs={longestMs} />
        ))}
      </tbody>
    </table>
  );
}

function TraceRow({ trace, longestMs }: { readonly trace: TraceSummary; readonly longestMs: number }) {
  const href = hrefOf(['traces', trace.traceId]);
  const tokens = trace.inputTokens + trace.outputTokens;
  const open = (event: MouseEvent) => {
    if (event.target instanceof Element && !event.target.closest('a') && !getSelection()?.toString())
      navigate(href);
  };
  return (
    <tr class="row-opens" onClick={open}>
      <td>
        <Ago timeMs={trace.startMs} />
      </td>
      <td class="cell-main">
        <KindIcon kind={trace.kind} />
        <Link href={href} class="row-focus">
          <Text value={trace.name} lengthMax={80} />
        </Link>
        {!trace.complete && <span class="tag">running</span>}
        <span class="muted cell-preview">
          <Text value={trace.preview} lengthMax={200} />
        </span>
      </td>
      <td class="muted cell-service">
        <Text value={trace.service} lengthMax={40} />
      </td>
      <td class="cell-share">
        <span class="share" aria-hidden="true">
          <i
            class={trace.errorCount > 0 ? 'share-error' : undefined}
            style={{ width: `${Math.max(0.5, (trace.durationMs / longestMs) * 100)}%` }}
          />
        </span>
        <span>{formatDuration(trace.durationMs)}</span>
      </td>
      <td class="cell-number">{formatCount(trace.spanCount)}</td>
      <td class="cell-number">
        {trace.errorCount === 0 ? (
          <span class="faint">0</span>
        ) : (
          <span class="tone-error" title={plural(trace.errorCount, 'failed span')}>
            <Icon name="error" /> {formatCount(trace.errorCount)}
          </span>
        )}
      </td>
      <td class="cell-number">{tokens === 0 ? <span class="faint">–</span> : formatCompact(tokens)}</td>
      <td class="cell-number">
        <Cost of={trace} />
      </td>
    </tr>
  );
}
