/** Reads server-sent events from a byte stream (HTML Living Standard, "Server-sent events"). */

/** One event. */
export interface ServerSentEvent {
  /** Last id seen, this event's own included. */
  readonly id: string;
  /** `message` when the stream names none. */
  readonly type: string;
  readonly data: string;
}

// An event of the studio holds one record; values in it are capped far below this.
const lineMaxLength = 32 * 1024 * 1024;

/**
 * Gives the events of a stream until it ends.
 *
 * @yields Each event that carries data.
 * @throws Error when a line is longer than 32 Mi characters.
 */
export async function* readEventStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let id = '';
  let type = '';
  let data: string[] = [];
  for await (const line of readLines(bytes)) {
    if (line === '') {
      if (data.length > 0) yield { id, type: type || 'message', data: data.join('\n') };
      type = '';
      data = [];
      continue;
    }
    const [name, value] = splitField(line);
    if (name === 'id') id = value;
    else if (name === 'event') type = value;
    else if (name === 'data') data.push(value);
  }
}

async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineMaxLength) throw new Error(`Line of more than ${lineMaxLength} characters.`);
    for (const line of lines) yield line.replace(/\r$/, '');
  }
}

function splitField(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
