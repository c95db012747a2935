/** Everything that led to an exception: error, input, what was above it, what came before it, how long it took. */
import { ATTR_SONDE_CONTEXT_BASELINE } from '@sonde/conventions';
import type { ErrorOccurrence, Json } from '@sonde/store/reader';
import { formatDuration } from '../format/measures.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { KindIcon } from '../parts/icons.tsx';
import { AttributeTable, JsonTree } from '../parts/json-tree.tsx';
import { member, numberMember, textMember } from '../parts/json-values.ts';
import { Figure, Section } from '../parts/page.tsx';
import { ReleaseFigures } from '../parts/release.tsx';
import { Text } from '../parts/text.tsx';
import { Instant } from '../parts/timestamp.tsx';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';
import { exceptionPrompt } from './exception-prompt.ts';
import { Stack } from './stack.tsx';
import { CodePlace, StackSection } from './stack-section.tsx';

/** The whole context of one exception. */
export function ExceptionContext({ occurrence }: { readonly occurrence: ErrorOccurrence }) {
  return (
    <article class="exception" aria-label="Context of the exception">
      <Head occurrence={occurrence} />
      <Section title="Input of the failing operation">
        <Captured value={occurrence.input} />
      </Section>
      {occurrence.stacktrace !== '' && <StackSection occurrence={occurrence} />}
      {occurrence.causes.length > 0 && (
        <Section title="Caused by">
          {occurrence.causes.map((cause, index) => (
            <Cause key={index} cause={cause} />
          ))}
        </Section>
      )}
      {occurrence.ancestors.length > 0 && (
        <Section title="What it ran in" aside={<span class="muted">nearest first, with inputs</span>}>
          <Operations items={occurrence.ancestors} traceId={occurrence.traceId} content="input" />
        </Section>
      )}
      {occurrence.completed.length > 0 && (
        <Section title="What completed before" aside={<span class="muted">newest last</span>}>
          <Operations items={occurrence.completed} traceId={occurrence.traceId} content="output" />
        </Section>
      )}
      <Section title="Attributes">
        <AttributeTable attributes={occurrence.attributes} />
      </Section>
    </article>
  );
}

function Head({ occurrence }: { readonly occurrence: ErrorOccurrence }) {
  const href = hrefOf(['traces', occurrence.traceId], { span: occurrence.spanId });
  return (
    <>
      <p class="exception-message">
        <Text value={occurrence.message} lengthMax={2000} expands />
      </p>
      <CodePlace attributes={occurrence.attributes} />
      <dl class="figures figures-small">
        <Figure label="Operation">
          <span class="with-icon">
            <KindIcon kind={occurrence.kind} />
            <Text value={occurrence.operation} lengthMax={80} />
          </span>
        </Figure>
        <Figure label="Service">
          <Text value={occurrence.service} lengthMax={60} />
        </Figure>
        <Figure label="When">
          <Instant timeMs={occurrence.timeMs} />
        </Figure>
        <ReleaseFigures resource={occurrence.resource} />
        <Timing occurrence={occurrence} />
        {occurrence.sessionId !== '' && (
          <Figure label="Session">
            <Link href={hrefOf(['sessions'], { id: occurrence.sessionId })}>
              <Text value={occurrence.sessionId} lengthMax={60} />
            </Link>
          </Figure>
        )}
      </dl>
      <div class="button-row">
        {occurrence.traceId !== '' && (
          <Link class="button button-main" href={href}>
            Open in its trace
          </Link>
        )}
        <CopyButton text={() => exceptionPrompt(occurrence)} label="Copy as prompt" wide />
      </div>
    </>
  );
}

function Timing({ occurrence }: { readonly occurrence: ErrorOccurrence }) {
  const baseline = occurrence.attributes[ATTR_SONDE_CONTEXT_BASELINE];
  const p50Ms = numberMember(baseline, 'p50Ms') ?? numberMember(baseline, 'meanMs');
  const p95Ms = numberMember(baseline, 'p95Ms');
  const isSlow = p95Ms !== undefined && occurrence.elapsedMs > p95Ms;
  return (
    <>
      <Figure label="Failed after" tone={isSlow ? 'error' : 'plain'}>
        {formatDuration(occurrence.elapsedMs)}
      </Figure>
      {p50Ms !== undefined && (
        <Figure label="Usually takes">
          {formatDuration(p50Ms)}
          {p95Ms !== undefined && <small>p95 {formatDuration(p95Ms)}</small>}
        </Figure>
      )}
    </>
  );
}

function Captured({ value }: { readonly value: Json }) {
  if (value === null || value === '')
    return (
      <p class="muted">
        Not captured. The detail level <code>errors</code> or higher keeps inputs of failing operations.
      </p>
    );
  return (
    <div class="captured">
      <JsonTree value={value} open={3} />
      <CopyButton
        text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
        label="Copy input"
      />
    </div>
  );
}

function Cause({ cause }: { readonly cause: Json }) {
  const stack = textMember(cause, 'stacktrace');
  return (
    <div class="cause">
      <p>
        <b class="tone-error">
          <Text value={textMember(cause, 'type') || 'Error'} lengthMax={80} />
        </b>{' '}
        <Text value={textMember(cause, 'message')} lengthMax={500} expands />
      </p>
      {stack !== '' && <Stack text={stack} />}
    </div>
  );
}

function Operations(props: {
  readonly items: readonly Json[];
  readonly traceId: string;
  readonly content: 'input' | 'output';
}) {
  return (
    <ol class="operations">
      {props.items.map((item, index) => (
        <Operation key={index} item={item} traceId={props.traceId} content={props.content} />
      ))}
    </ol>
  );
}

function Operation(props: {
  readonly item: Json;
  readonly traceId: string;
  readonly content: 'input' | 'output';
}) {
  const { item, traceId, content } = props;
  const name = <Text value={textMember(item, 'name') || 'unnamed'} lengthMax={100} />;
  const spanId = textMember(item, 'spanId');
  const durationMs = numberMember(item, 'durationMs') ?? numberMember(item, 'elapsedMs');
  const value = member(item, content);
  return (
    <li>
      <div class="operation-line">
        <KindIcon kind={textMember(item, 'kind')} />
        {spanId === '' || traceId === '' ? (
          name
        ) : (
          <Link href={hrefOf(['traces', traceId], { span: spanId })}>{name}</Link>
        )}
        {member(item, 'failed') === true && <span class="tag tag-error">failed</span>}
        {durationMs !== undefined && <span class="muted">{formatDuration(durationMs)}</span>}
      </div>
      {value !== undefined && value !== null && (
        <div class="operation-content">
          <JsonTree value={value} open={1} />
        </div>
      )}
    </li>
  );
}
