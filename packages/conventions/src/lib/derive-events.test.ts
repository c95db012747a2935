import { describe, expect, test } from '@jest/globals';
import { deriveEvents, type EndedOperation, type EventGroup } from './derive-events.ts';
import { events } from './model/events.ts';

const all = new Set<EventGroup>(['chat', 'graph', 'vector', 'llm']);

function ended(over: Partial<EndedOperation>): EndedOperation {
  const base = {
    kind: 'llm',
    name: 'gpt-4o',
    attributes: {},
    startUnixMs: 1_000,
    endUnixMs: 1_250.5,
  } as const;
  return { ...base, failed: false, isTurn: false, ...over };
}

const names = (operation: EndedOperation, groups = all) =>
  deriveEvents(operation, groups).map(({ eventName }) => eventName);

describe('events of an ended operation', () => {
  test('a model call is a request and a response, with usage and cost', () => {
    const attributes = {
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.output_tokens': 7,
      'sonde.cost.usd': 0.25,
      'gen_ai.conversation.id': 'c1',
      'sonde.layer': 'tool',
    };
    expect(deriveEvents(ended({ attributes }), all)).toEqual([
      {
        eventName: 'llm.request',
        severityNumber: 9,
        timeUnixMs: 1_000,
        body: 'gpt-4o was asked',
        attributes: {
          'gen_ai.conversation.id': 'c1',
          'gen_ai.request.model': 'gpt-4o',
          'sonde.component': 'llm',
          'sonde.action': 'gpt-4o',
        },
      },
      {
        eventName: 'llm.response',
        severityNumber: 9,
        timeUnixMs: 1_250.5,
        body: 'gpt-4o answered',
        attributes: {
          'gen_ai.conversation.id': 'c1',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-08-06',
          'gen_ai.usage.output_tokens': 7,
          'sonde.cost.usd': 0.25,
          'sonde.duration_ms': 250.5,
          'sonde.component': 'llm',
          'sonde.action': 'gpt-4o',
        },
      },
    ]);
  });

  test('a failed one is an error, with its message only where that may be told', () => {
    const failed = ended({ failed: true, attributes: { 'error.type': 'RateLimitError' } });
    const [, silent] = deriveEvents(failed, all);
    expect(silent).toMatchObject({ eventName: 'llm.error', severityNumber: 17 });
    expect(silent?.attributes).toMatchObject({ 'error.type': 'RateLimitError' });
    expect(silent?.attributes).not.toHaveProperty(['exception.message']);
    const [, told] = deriveEvents({ ...failed, errorMessage: 'slow down' }, all);
    expect(told?.attributes['exception.message']).toBe('slow down');
    expect(deriveEvents(ended({ failed: true }), all)[1]?.attributes['error.type']).toBe('_OTHER');
  });

  test('a turn encloses what else the operation is', () => {
    const turn = ended({ isTurn: true, attributes: { 'gen_ai.input.messages': [1] }, inputBytes: 12 });
    expect(names(turn)).toEqual([
      'chat.start',
      'chat.message',
      'llm.request',
      'llm.response',
      'chat.message',
      'chat.complete',
    ]);
    const [, asked, , , , complete] = deriveEvents(turn, all);
    expect(asked?.attributes).toMatchObject({
      'sonde.message.role': 'user',
      'sonde.message.content': [1],
      'sonde.message.size': 12,
    });
    expect(complete?.attributes).toMatchObject({ 'sonde.duration_ms': 250.5, 'sonde.state.size': 12 });
    expect(names({ ...turn, failed: true })).toEqual([
      'chat.start',
      'chat.message',
      'llm.request',
      'llm.error',
      'chat.complete',
    ]);
  });

  test.each([
    ['query', 'vector.search'],
    ['upsert', 'vector.insert'],
    ['setPayload', 'vector.update'],
    ['delete', 'vector.update'],
    [undefined, 'vector.search'],
  ])('%p on a vector store is %s', (operation, eventName) =>
    expect(names(ended({ kind: 'vector', attributes: { 'db.operation.name': operation } }))).toEqual([
      eventName,
    ]),
  );

  test('a graph node is entered and left, and tells which keys of the state it wrote', () => {
    const node = ended({ kind: 'graph', name: 'plan', attributes: { 'sonde.graph.node': 'plan' } });
    expect(names(node)).toEqual(['graph.node.enter', 'graph.node.exit']);
    const wrote = deriveEvents(
      { ...node, outputBytes: 40, outputKeys: ['plan'], processMemoryBytes: 9 },
      all,
    );
    expect(wrote.map(({ eventName }) => eventName)).toEqual([
      'graph.node.enter',
      'graph.state.update',
      'graph.node.exit',
    ]);
    expect(wrote[1]?.attributes).toMatchObject({ 'sonde.state.size': 40, 'sonde.state.keys': ['plan'] });
    expect(wrote[2]?.attributes).toMatchObject({ 'sonde.process.memory': 9 });
    expect(names({ ...node, outputBytes: 1, failed: true })).toEqual(['graph.node.enter', 'graph.node.exit']);
  });

  test('only groups that are wanted are derived, and other kinds have none', () => {
    expect(names(ended({ isTurn: true }), new Set(['llm']))).toEqual(['llm.request', 'llm.response']);
    expect(names(ended({ isTurn: true }), new Set())).toEqual([]);
    expect(names(ended({ kind: 'tool' }))).toEqual([]);
  });

  test('every event carries only attributes that its definition names', () => {
    const everything = Object.fromEntries(
      events.flatMap(({ attributes = [] }) => attributes.map((name) => [name, 1])),
    );
    for (const kind of ['llm', 'vector', 'graph'] as const) {
      const operation = ended({
        kind,
        isTurn: true,
        attributes: { ...everything, secret: 1 },
        outputBytes: 1,
      });
      for (const { eventName, attributes } of deriveEvents(operation, all)) {
        const known = events.find(({ name }) => name === eventName)?.attributes;
        expect(known).toEqual(expect.arrayContaining(Object.keys(attributes)));
      }
    }
  });
});
