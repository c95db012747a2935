/** Table of operations: where time, errors, tokens and money go. */
import type { OperationFigures } from '@sonde/store/reader';
import { useState } from 'preact/hooks';
import { formatCompact, formatCount, formatDuration, formatShare } from '../format/measures.ts';
import { Cost } from '../parts/cost.tsx';
import { KindIcon } from '../parts/icons.tsx';
import { kindLook } from '../parts/kinds.ts';
import { Text } from '../parts/text.tsx';
import { Link } from '../routing/link.tsx';
import { hrefOf, hrefWith } from '../routing/location.ts';

const rowsAtFirst = 25;
const rowsStep = 100;

/** Operations, most total time first. */
export function OperationTable({ operations }: { readonly operations: readonly OperationFigures[] }) {
  const [rowCount, setRowCount] = useState(rowsAtFirst);
  const longestMs = operations.reduce((max, operation) => Math.max(max, operation.totalMs), 1e-9);
  const totalMs = operations.reduce((sum, operation) => sum + operation.totalMs, 0);
  const withService = new Set(operations.map((operation) => operation.service)).size > 1;
  const shown = operations.slice(0, rowCount);
  return (
    <div class="table-box">
      <table>
        <thead>
          <tr>
            <th>Operation</th>
            <th class="cell-number">Calls</th>
            <th class="cell-number">Failed</th>
            <th class="cell-number">p50</th>
            <th class="cell-number">p95</th>
            <th class="cell-number">Max</th>
            <th>Total time</th>
            <th class="cell-number">Tokens</th>
            <th class="cell-number">Cost</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((operation) => (
            <Row
              key={JSON.stringify([operation.service, operation.kind, operation.operation, operation.model])}
              operation={operation}
              longestMs={longestMs}
              totalMs={totalMs}
              withService={withService}
            />
          ))}
        </tbody>
      </table>
      {operations.length > rowCount && (
        <button type="button" class="more more-row" onClick={() => setRowCount(rowCount + rowsStep)}>
          {formatCount(operations.length - rowCount)} more operations
        </button>
      )}
    </div>
  );
}

interface RowProps {
  readonly operation: OperationFigures;
  readonly longestMs: number;
  readonly totalMs: number;
  readonly withService: boolean;
}

function Row({ operation, longestMs, totalMs, withService }: RowProps) {
  const { count, errorCount, slowestTraceId } = operation;
  const tokens = operation.inputTokens + operation.outputTokens;
  return (
    <tr>
      <td class="cell-main">
        <KindIcon kind={operation.kind} />
        <Link href={hrefWith({ operation: operation.operation })} title="Show its course above">
          <Text value={operation.operation} lengthMax={80} />
        </Link>
        {operation.model !== '' && operation.model !== operation.operation && (
          <span class="muted">
            <Text value={operation.model} lengthMax={40} />
          </span>
        )}
        {withService && (
          <span class="muted cell-service">
            <Text value={operation.service} lengthMax={40} />
          </span>
        )}
      </td>
      <td class="cell-number">{formatCount(count)}</td>
      <td class="cell-number">
        {errorCount === 0 ? (
          <span class="faint">0</span>
        ) : (
          <Link
            class="tone-error"
            href={hrefOf(['exceptions'], { operation: operation.operation })}
            title="Show its exceptions"
          >
            {formatCount(errorCount)} <small>{formatShare(errorCount / count)}</small>
          </Link>
        )}
      </td>
      <td class="cell-number">{formatDuration(operation.p50Ms)}</td>
      <td class="cell-number">{formatDuration(operation.p95Ms)}</td>
      <td class="cell-number">
        <Link href={hrefOf(['traces', slowestTraceId])} title="Open the slowest trace">
          {formatDuration(operation.maxMs)}
        </Link>
      </td>
      <td class="cell-share">
        <ShareBar ratio={operation.totalMs / longestMs} color={kindLook(operation.kind).color} />
        <span>{formatShare(operation.totalMs / Math.max(1e-9, totalMs))}</span>
      </td>
      <td class="cell-number">{tokens === 0 ? <span class="faint">–</span> : formatCompact(tokens)}</td>
      <td class="cell-number">
        <Cost of={operation} />
      </td>
    </tr>
  );
}

function ShareBar({ ratio, color }: { readonly ratio: number; readonly color: string }) {
  return (
    <span class="share" aria-hidden="true">
      <i style={{ width: `${Math.max(0.5, ratio * 100)}%`, background: `var(${color})` }} />
    </span>
  );
}
