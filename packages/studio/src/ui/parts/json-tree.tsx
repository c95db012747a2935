/** A JSON value as a tree that opens on demand, so that a megabyte of attributes costs nothing until asked for. */
import type { Json, JsonMap } from '@sonde/store/reader';
import { useState } from 'preact/hooks';
import { formatCount } from '../format/measures.ts';
import { visibleText } from '../format/visible-text.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icons.tsx';
import { jsonEntries, jsonSummary, parseIfJson } from './json-values.ts';
import { Text } from './text.tsx';

const childrenStep = 100;
const stringLengthMax = 400;
const depthMax = 40;

/** A value that may be opened. */
export interface JsonTreeProps {
  readonly value: Json;
  /** Levels open at first (1). */
  readonly open?: number;
  readonly depth?: number;
}

/** Any JSON value; text that is JSON itself is shown as what it says. */
export function JsonTree({ value, open = 1, depth = 0 }: JsonTreeProps) {
  const parsed = parseIfJson(value);
  if (parsed === null || typeof parsed !== 'object') return <Scalar value={parsed} />;
  if (depth >= depthMax) return <span class="muted">… deeper than {depthMax} levels</span>;
  return <Entries entries={jsonEntries(parsed)} open={open} depth={depth} />;
}

/** Attributes as rows of name and value, sorted by name, each with a button that copies the value. */
export function AttributeTable({ attributes }: { readonly attributes: JsonMap }) {
  const entries = jsonEntries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return <Entries entries={entries} open={0} depth={0} copies />;
}

interface EntriesProps {
  readonly entries: readonly (readonly [string, Json])[];
  readonly open: number;
  readonly depth: number;
  readonly copies?: boolean;
}

function Entries({ entries, open, depth, copies = false }: EntriesProps) {
  const [shown, setShown] = useState(childrenStep);
  const rest = entries.length - shown;
  if (entries.length === 0) return <span class="muted">empty</span>;
  return (
    <ul class="json" data-depth={depth}>
      {entries.slice(0, shown).map(([name, value]) => (
        <Entry key={name} name={name} value={value} open={open} depth={depth} copies={copies} />
      ))}
      {rest > 0 && (
        <li>
          <button type="button" class="more" onClick={() => setShown(shown + childrenStep)}>
            … {formatCount(rest)} more entries
          </button>
        </li>
      )}
    </ul>
  );
}

interface EntryProps extends Omit<EntriesProps, 'entries'> {
  readonly name: string;
  readonly value: Json;
}

function Entry({ name, value, open, depth, copies }: EntryProps) {
  const parsed = parseIfJson(value);
  const isBranch = parsed !== null && typeof parsed === 'object';
  const [isOpen, setOpen] = useState(open > 0);
  const label = <Text value={name} lengthMax={120} />;
  return (
    <li class={isBranch ? 'json-branch' : 'json-leaf'}>
      <div class="json-row">
        {isBranch ? (
          <button type="button" class="json-key" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon name="open" />
            {label} <span class="json-summary">{jsonSummary(parsed)}</span>
          </button>
        ) : (
          <>
            <span class="json-key">{label}</span>
            <Scalar value={parsed} />
          </>
        )}
        {copies && <CopyButton text={copyText(value)} label={`Copy ${visibleText(name.slice(0, 120))}`} />}
      </div>
      {isBranch && isOpen && <JsonTree value={parsed} open={open - 1} depth={depth + 1} />}
    </li>
  );
}

function Scalar({ value }: { readonly value: Json }) {
  if (typeof value !== 'string') return <span class="json-value json-literal">{String(value)}</span>;
  if (value === '') return <span class="json-value muted">empty text</span>;
  return (
    <span class="json-value">
      <Text value={value} lengthMax={stringLengthMax} expands />
    </span>
  );
}

function copyText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
