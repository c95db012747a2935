import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setDetail } from './detail.ts';
import type { ObservedEvent } from './observed-event.ts';
import { withContext } from './request-context.ts';
import { runtime } from './runtime.ts';
import { events } from './typed-events.ts';

let sent: ObservedEvent[];
beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
beforeEach(() => {
  sent = [];
  runtime.emitEvent = (event) => sent.push(event);
  setDetail('full');
});
afterEach(() => {
  runtime.emitEvent = undefined;
  setDetail(undefined);
});

const names = () => sent.map(({ eventName }) => eventName);

describe('typed events', () => {
  test('carry the ids of the request, and durations that are measured', () => {
    withContext({ conversationId: 'c-1', requestId: 'r-1', sessionId: 's-1' }, () => {
      const turn = events.chatStart({ component: 'support' });
      turn.message({ role: 'user', content: 'How large is Norway?' });
      turn.complete({ messages: 2, inputTokens: 11 });
    });
    expect(names()).toEqual(['chat.start', 'chat.message', 'chat.complete']);
    for (const { attributes } of sent)
      expect(attributes).toMatchObject({
        'gen_ai.conversation.id': 'c-1',
        'sonde.request.id': 'r-1',
        'session.id': 's-1',
        'sonde.component': 'support',
      });
    expect(sent[1]?.attributes).toMatchObject({
      'sonde.message.role': 'user',
      'sonde.message.content': 'How large is Norway?',
      'sonde.message.size': 20,
    });
    expect(sent[2]?.attributes).toMatchObject({
      'sonde.duration_ms': expect.any(Number),
      'sonde.process.memory': expect.any(Number),
      'sonde.message.count': 2,
      'gen_ai.usage.input_tokens': 11,
    });
  });

  test('take what is given ahead of what is measured or in force', () => {
    withContext({ conversationId: 'outer' }, () =>
      events.chatStart({ conversationId: 'c-2' }).complete({ durationMs: 7, processMemoryBytes: 8 }),
    );
    expect(sent[1]?.attributes).toMatchObject({
      'gen_ai.conversation.id': 'c-2',
      'sonde.duration_ms': 7,
      'sonde.process.memory': 8,
    });
  });

  test('tell size and keys of a state, never its values', () => {
    const visit = events.graphNodeEnter({ graph: 'agent', node: 'plan', step: 3 });
    visit.stateUpdate({ state: { plan: 'secret plan', notes: [] } });
    visit.exit({ error: new RangeError('no plan') });
    expect(names()).toEqual(['graph.node.enter', 'graph.state.update', 'graph.node.exit']);
    expect(sent[1]?.attributes).toMatchObject({
      'sonde.graph.name': 'agent',
      'sonde.graph.node': 'plan',
      'sonde.graph.step': 3,
      'sonde.state.keys': ['plan', 'notes'],
      'sonde.state.size': expect.any(Number),
    });
    expect(JSON.stringify(sent)).not.toContain('secret plan');
    expect(sent[2]?.attributes).toMatchObject({ 'error.type': 'RangeError', 'exception.message': 'no plan' });
  });

  test('of a model are a request, and a response or an error', () => {
    const request = { provider: 'openai', model: 'gpt-4o', maxTokens: 100, inputMessages: ['hi'] } as const;
    events
      .llmRequest(request)
      .response({ responseModel: 'gpt-4o-2024-08-06', timeToFirstChunkMs: 250, costUsd: 0.1 });
    events.llmRequest(request).error(new TypeError('refused'));
    expect(names()).toEqual(['llm.request', 'llm.response', 'llm.request', 'llm.error']);
    expect(sent[1]?.attributes).toMatchObject({
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.response.time_to_first_chunk': 0.25,
      'sonde.cost.usd': 0.1,
    });
    expect(sent[1]?.attributes).not.toHaveProperty(['gen_ai.request.max_tokens']);
    expect(sent[3]).toMatchObject({ severityNumber: 17, attributes: { 'error.type': 'TypeError' } });
  });

  test('of a vector store name collection and operation', () => {
    events.vectorSearch({
      system: 'qdrant',
      collection: 'docs',
      k: 5,
      results: 3,
      durationMs: 12,
      bestScore: 0.9,
    });
    events.vectorInsert({ collection: 'docs', vectors: 10, dimension: 1_536 });
    events.vectorUpdate({ collection: 'docs', vectors: 1, error: 'busy' });
    expect(sent.map(({ eventName, attributes }) => [eventName, attributes['db.collection.name']])).toEqual([
      ['vector.search', 'docs'],
      ['vector.insert', 'docs'],
      ['vector.update', 'docs'],
    ]);
    expect(sent[2]?.attributes['error.type']).toBe('thrown string');
  });

  test('each have a method of their own as well', () => {
    events.chatMessage({ role: 'assistant', content: 'x' });
    events.chatComplete();
    events.graphNodeExit({ node: 'a' });
    events.graphStateUpdate({ node: 'a', stateKeys: ['b'], stateBytes: 5 });
    events.llmResponse({ model: 'm' });
    events.llmError({ model: 'm', error: new Error('e') });
    expect(names()).toEqual([
      'chat.message',
      'chat.complete',
      'graph.node.exit',
      'graph.state.update',
      'llm.response',
      'llm.error',
    ]);
  });

  test.each(['metadata', 'errors'] as const)('hold no content at detail %s, but its size', (level) => {
    setDetail(level);
    events.chatMessage({ role: 'user', content: 'private' });
    events.llmRequest({ model: 'm', inputMessages: ['private'] }).error(new Error('told'));
    expect(JSON.stringify(sent.map(({ attributes }) => attributes))).not.toContain('private');
    expect(sent[0]?.attributes['sonde.message.size']).toBe(7);
    expect(sent[2]?.attributes['exception.message']).toBe(level === 'errors' ? 'told' : undefined);
  });

  test('are not made at detail off, nor without an SDK', () => {
    setDetail('off');
    events.chatStart().complete();
    setDetail('full');
    runtime.emitEvent = undefined;
    const turn = events.chatStart({ conversationId: 'c' });
    turn.message({ role: 'user' });
    turn.complete();
    events.graphNodeEnter({ node: 'n' }).exit();
    expect(sent).toEqual([]);
  });

  test('never throw into the application', () => {
    const told: string[] = [];
    const before = runtime.onInternalError;
    runtime.onInternalError = (where) => told.push(where);
    runtime.emitEvent = () => {
      throw new Error('broken logger');
    };
    events.chatStart();
    runtime.onInternalError = before;
    expect(told).toEqual(['emit typed event']);
  });
});
