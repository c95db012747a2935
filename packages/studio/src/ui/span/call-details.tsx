/** What single calls tell at detail `debug`: resources, who called, what changed in the state of a graph. */
import {
  ATTR_SONDE_CALLER_FILE,
  ATTR_SONDE_CALLER_FUNCTION,
  ATTR_SONDE_CALLER_LINE,
  ATTR_SONDE_GRAPH_STATE_ADDED,
  ATTR_SONDE_GRAPH_STATE_CHANGED,
  ATTR_SONDE_GRAPH_STATE_REMOVED,
  ATTR_SONDE_RESOURCES_CPU_SYSTEM_MS,
  ATTR_SONDE_RESOURCES_CPU_USER_MS,
  ATTR_SONDE_RESOURCES_EVENT_LOOP_DELAY_MAX_MS,
  ATTR_SONDE_RESOURCES_EVENT_LOOP_UTILIZATION,
  ATTR_SONDE_RESOURCES_FS_READS,
  ATTR_SONDE_RESOURCES_FS_WRITES,
  ATTR_SONDE_RESOURCES_MEMORY_AFTER,
  ATTR_SONDE_RESOURCES_MEMORY_BEFORE,
  ATTR_SONDE_RESOURCES_SHARED,
} from '@sonde/conventions';
import type { JsonMap } from '@sonde/store/reader';
import type { ComponentChildren } from 'preact';
import { formatCount, formatDuration, formatShare, formatSize } from '../format/measures.ts';
import { isList, member, numberMember, textMember } from '../parts/json-values.ts';
import { Figure } from '../parts/page.tsx';
import { Text } from '../parts/text.tsx';

/** Attributes of a span. */
interface DetailsProps {
  readonly attributes: JsonMap;
}

const keysMax = 50;

/** What the process used during the call; nothing where it was not measured. */
export function ResourceFigures({ attributes }: DetailsProps) {
  const value = (name: string) => numberMember(attributes, name);
  const busy = value(ATTR_SONDE_RESOURCES_EVENT_LOOP_UTILIZATION);
  const isShared = member(attributes, ATTR_SONDE_RESOURCES_SHARED) === true;
  return (
    <>
      <dl class="figures figures-small">
        <Measure label="CPU in user code" of={value(ATTR_SONDE_RESOURCES_CPU_USER_MS)} as={formatDuration} />
        <Measure label="CPU in kernel" of={value(ATTR_SONDE_RESOURCES_CPU_SYSTEM_MS)} as={formatDuration} />
        <Memory attributes={attributes} />
        <Measure label="Disk reads" of={value(ATTR_SONDE_RESOURCES_FS_READS)} as={formatCount} />
        <Measure label="Disk writes" of={value(ATTR_SONDE_RESOURCES_FS_WRITES)} as={formatCount} />
        <Measure label="Event loop busy" of={busy} as={formatShare} />
        <Measure
          label="Timers late by up to"
          of={value(ATTR_SONDE_RESOURCES_EVENT_LOOP_DELAY_MAX_MS)}
          as={formatDuration}
        />
      </dl>
      {isShared && <p class="muted">Other calls ran at the same time: the figures are theirs as well.</p>}
    </>
  );
}

/** Whether {@link ResourceFigures} has anything to show. */
export function hasResources(attributes: JsonMap): boolean {
  return Object.keys(attributes).some((name) => resourceNames.has(name));
}

const resourceNames: ReadonlySet<string> = new Set([
  ATTR_SONDE_RESOURCES_CPU_USER_MS,
  ATTR_SONDE_RESOURCES_CPU_SYSTEM_MS,
  ATTR_SONDE_RESOURCES_MEMORY_AFTER,
  ATTR_SONDE_RESOURCES_FS_READS,
  ATTR_SONDE_RESOURCES_FS_WRITES,
  ATTR_SONDE_RESOURCES_EVENT_LOOP_UTILIZATION,
  ATTR_SONDE_RESOURCES_EVENT_LOOP_DELAY_MAX_MS,
]);

function Measure(props: {
  readonly label: string;
  readonly of: number | undefined;
  readonly as: (value: number) => string;
}) {
  return props.of === undefined ? null : <Figure label={props.label}>{props.as(props.of)}</Figure>;
}

function Memory({ attributes }: DetailsProps) {
  const after = numberMember(attributes, ATTR_SONDE_RESOURCES_MEMORY_AFTER);
  const before = numberMember(attributes, ATTR_SONDE_RESOURCES_MEMORY_BEFORE);
  if (after === undefined) return null;
  const change = before === undefined ? 0 : after - before;
  return (
    <Figure label="Memory of the process">
      {formatSize(after)}
      {change !== 0 && (
        <small>
          {change > 0 ? '+' : '−'}
          {formatSize(Math.abs(change))}
        </small>
      )}
    </Figure>
  );
}

/** The line of code that made the call; nothing where it was not told. */
export function Caller({ attributes }: DetailsProps) {
  const file = textMember(attributes, ATTR_SONDE_CALLER_FILE);
  const line = numberMember(attributes, ATTR_SONDE_CALLER_LINE);
  const name = textMember(attributes, ATTR_SONDE_CALLER_FUNCTION);
  if (file === '') return null;
  return (
    <p class="caller muted">
      Called by {name !== '' && <Text value={name} lengthMax={120} />}{' '}
      <span class="mono">
        <Text value={line === undefined ? file : `${file}:${line}`} lengthMax={300} />
      </span>
    </p>
  );
}

const changes = [
  [ATTR_SONDE_GRAPH_STATE_ADDED, 'Added', 'tag tag-ok'],
  [ATTR_SONDE_GRAPH_STATE_CHANGED, 'Changed', 'tag tag-warn'],
  [ATTR_SONDE_GRAPH_STATE_REMOVED, 'Left out', 'tag'],
] as const;

/** Keys of the state of a graph that a node added, changed or left out, by what became of them. */
export function stateChanges(attributes: JsonMap): readonly (readonly [string, string, readonly string[]])[] {
  return changes
    .map(([name, label, look]) => [label, look, textsOf(attributes, name)] as const)
    .filter(([, , keys]) => keys.length > 0);
}

/** The changes as rows of keys. */
export function StateChanges({ attributes }: DetailsProps): ComponentChildren {
  return (
    <dl class="state-changes">
      {stateChanges(attributes).map(([label, look, keys]) => (
        <div key={label}>
          <dt class="muted">{label}</dt>
          <dd>
            {keys.slice(0, keysMax).map((key) => (
              <span key={key} class={look}>
                <Text value={key} lengthMax={80} />
              </span>
            ))}
            {keys.length > keysMax && <span class="muted">… {formatCount(keys.length - keysMax)} more</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function textsOf(attributes: JsonMap, name: string): readonly string[] {
  const value = member(attributes, name);
  return isList(value) ? value.filter((one) => typeof one === 'string') : [];
}
