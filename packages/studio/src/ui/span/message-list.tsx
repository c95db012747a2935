/** A conversation as people read one: who said what, which tools were called with what, what they returned. */
import { useState } from 'preact/hooks';
import { plural } from '../format/measures.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { KindIcon } from '../parts/icons.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { Text } from '../parts/text.tsx';
import type { Message, MessagePart } from './conversation.ts';

const messagesAtFirst = 12;
const textLengthMax = 3000;

/** Messages in order; of a long history the newest are open at first. */
export function MessageList({ messages }: { readonly messages: readonly Message[] }) {
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, messages.length - messagesAtFirst);
  return (
    <ol class="messages">
      {hidden > 0 && (
        <li>
          <button type="button" class="more" onClick={() => setAll(true)}>
            {plural(hidden, 'earlier message')}
          </button>
        </li>
      )}
      {messages.slice(hidden).map((message, index) => (
        <MessageItem key={index} message={message} />
      ))}
    </ol>
  );
}

function MessageItem({ message }: { readonly message: Message }) {
  return (
    <li class={message.isOutput ? 'message message-output' : 'message'} data-role={message.role}>
      <div class="message-head">
        <b>
          <Text value={message.role} lengthMax={40} />
        </b>
        {message.name !== '' && (
          <span class="muted">
            <Text value={message.name} lengthMax={60} />
          </span>
        )}
        {message.isOutput && <span class="tag">output</span>}
        <CopyButton text={messageText(message)} label="Copy message" />
      </div>
      {message.parts.length === 0 && <p class="muted">empty</p>}
      {message.parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </li>
  );
}

function Part({ part }: { readonly part: MessagePart }) {
  if ('text' in part)
    return (
      <div class={part.type === 'reasoning' ? 'message-text message-reasoning' : 'message-text'}>
        <Text value={part.text} lengthMax={textLengthMax} expands />
      </div>
    );
  return (
    <div class="message-tool">
      <div class="message-tool-head">
        <KindIcon kind={part.type === 'other' ? 'span' : 'tool'} />
        {part.type === 'tool_call' && (
          <>
            calls{' '}
            <b>
              <Text value={part.name || 'unnamed tool'} lengthMax={80} />
            </b>
          </>
        )}
        {part.type === 'tool_result' && 'tool result'}
        {part.type === 'other' && <Text value={part.name} lengthMax={60} />}
        {part.type !== 'other' && part.id !== '' && (
          <span class="faint mono">
            <Text value={part.id} lengthMax={40} />
          </span>
        )}
      </div>
      <JsonTree value={part.content} open={2} />
    </div>
  );
}

function messageText(message: Message): string {
  return message.parts
    .map((part) => ('text' in part ? part.text : JSON.stringify(part.content, null, 2)))
    .join('\n');
}
