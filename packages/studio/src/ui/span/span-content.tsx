/** What a span carries: why it failed, what was said, what went in and out, attributes, events, resource. */
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sonde/conventions';
import type { ErrorOccurrence, Json, SpanDetail, SpanEvent } from '@sonde/store/reader';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Stack } from '../exceptions/stack.tsx';
import { formatDuration } from '../format/measures.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { AttributeTable, JsonTree } from '../parts/json-tree.tsx';
import { textMember } from '../parts/json-values.ts';
import { Text } from '../parts/text.tsx';
import { Link } from '../routing/link.tsx';
import { hrefOf, hrefWith } from '../routing/location.ts';
import { Caller, hasResources, ResourceFigures, StateChanges, stateChanges } from './call-details.tsx';
import { inputOf, outputOf } from './captured-content.ts';
import { conversationOf } from './conversation.ts';
import { MessageList } from './message-list.tsx';

/** A span, and the exception that ended it where one was captured. */
export interface SpanContentProps {
  readonly span: SpanDetail;
  readonly exception: ErrorOccurrence | undefined;
}

/** Everything of one span. */
export function SpanContent({ span, exception }: SpanContentProps) {
  const messages = conversationOf(span.attributes);
  const isConversation = messages.length > 0;
  return (
    <>
      <Failure span={span} exception={exception} />
      <Caller attributes={span.attributes} />
      {isConversation && (
        <Fold title="Conversation" count={messages.length} open>
          <MessageList messages={messages} />
        </Fold>
      )}
      {!isConversation && <Content title="Input" value={inputOf(span)} />}
      {!isConversation && <Content title="Output" value={outputOf(span)} />}
      {stateChanges(span.attributes).length > 0 && (
        <Fold title="Changes of the state" open>
          <StateChanges attributes={span.attributes} />
        </Fold>
      )}
      {hasResources(span.attributes) && (
        <Fold title="What the call took" open>
          <ResourceFigures attributes={span.attributes} />
        </Fold>
      )}
      <Fold title="Attributes" count={Object.keys(span.attributes).length} open={!isConversation}>
        <AttributeTable attributes={span.attributes} />
      </Fold>
      {span.events.length > 0 && (
        <Fold title="Events" count={span.events.length} open={false}>
          {span.events.map((event, index) => (
            <Event key={index} event={event} startMs={span.startMs} />
          ))}
        </Fold>
      )}
      {span.links.length > 0 && <Links links={span.links} />}
      <Fold title="Resource" count={Object.keys(span.resource).length} open={false}>
        <AttributeTable attributes={span.resource} />
        {span.scope !== '' && (
          <p class="muted">
            Scope <Text value={span.scope} lengthMax={200} />
          </p>
        )}
      </Fold>
    </>
  );
}

function Failure({ span, exception }: SpanContentProps) {
  const onSpan = span.events.filter((event) => textMember(event.attributes, ATTR_EXCEPTION_TYPE) !== '');
  if (exception)
    return (
      <Thrown type={exception.type} message={exception.message} stack={exception.stacktrace}>
        <Link href={hrefWith({ tab: 'exceptions', exception: exception.id })} class="button">
          What led to it
        </Link>
      </Thrown>
    );
  if (onSpan.length === 0 && span.statusMessage !== '')
    return <Thrown type="" message={span.statusMessage} stack="" />;
  return (
    <>
      {onSpan.map(({ attributes }, index) => (
        <Thrown
          key={index}
          type={textMember(attributes, ATTR_EXCEPTION_TYPE)}
          message={textMember(attributes, ATTR_EXCEPTION_MESSAGE)}
          stack={textMember(attributes, ATTR_EXCEPTION_STACKTRACE)}
        />
      ))}
    </>
  );
}

function Thrown(props: {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="failure">
      <p>
        <b class="tone-error">
          <Text value={props.type} lengthMax={100} />
        </b>{' '}
        <Text value={props.message} lengthMax={1000} expands />
      </p>
      {props.stack !== '' && <Stack text={props.stack} />}
      {props.children && <div class="button-row">{props.children}</div>}
    </div>
  );
}

function Content({ title, value }: { readonly title: string; readonly value: Json | undefined }) {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <Fold title={title} open aside={<CopyButton text={text} label={`Copy ${title.toLowerCase()}`} />}>
      <div class="captured">
        <JsonTree value={value} open={2} />
      </div>
    </Fold>
  );
}

function Event({ event, startMs }: { readonly event: SpanEvent; readonly startMs: number }) {
  return (
    <div class="event">
      <p>
        <b>
          <Text value={event.name} lengthMax={120} />
        </b>{' '}
        <span class="muted">after {formatDuration(event.timeMs - startMs)}</span>
      </p>
      {Object.keys(event.attributes).length > 0 && <AttributeTable attributes={event.attributes} />}
    </div>
  );
}

function Links({ links }: { readonly links: SpanDetail['links'] }) {
  return (
    <Fold title="Links" count={links.length} open={false}>
      <ul class="plain">
        {links.map(({ traceId, spanId }) => (
          <li key={traceId + spanId}>
            <Link class="mono" href={hrefOf(['traces', traceId], { span: spanId })}>
              <Text value={traceId} lengthMax={40} />
            </Link>
          </li>
        ))}
      </ul>
    </Fold>
  );
}

function Fold(props: {
  readonly title: string;
  readonly open: boolean;
  readonly count?: number;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(props.open);
  return (
    <section class="fold">
      <div class="fold-head">
        <h3>
          <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon name="open" />
            {props.title}
            {props.count !== undefined && <span class="faint">{props.count}</span>}
          </button>
        </h3>
        {props.aside}
      </div>
      {isOpen && <div class="fold-body">{props.children}</div>}
    </section>
  );
}
