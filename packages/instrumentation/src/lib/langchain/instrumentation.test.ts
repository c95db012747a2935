import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installFixtures } from '../../../conformance/fixtures.ts';
import { type ObservedRun, observedRun, type RecordedSpan } from '../../../conformance/observed-run.ts';
import { type Provider, startProvider } from '../../../conformance/provider.ts';

const TIMEOUT_MS = 180_000;
let provider: Provider;
let run: ObservedRun;
let mixed: ObservedRun;

beforeAll(async () => {
  await installFixtures(['provider', 'langgraph']);
  provider = await startProvider();
  run = (await observedRun({ file: 'langgraph/app.mjs', provider })).run;
  mixed = (await observedRun({ file: 'langgraph/app.cjs', provider })).run;
}, TIMEOUT_MS);
afterAll(() => provider.stop());

/** The tree below a scenario, siblings sorted by name: each line one span, two spaces a level. */
function tree(scenario: string, of: ObservedRun = run): string[] {
  const root = of.spans.find(({ name, parentId }) => name === scenario && parentId === undefined);
  return root === undefined ? [] : below(root, of, '').slice(1);
}

function below(span: RecordedSpan, of: ObservedRun, indent: string): string[] {
  const children = of.spans.filter(({ parentId }) => parentId === span.spanId);
  const sorted = children.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const line = `${indent}${span.name}${span.failed ? ` ! ${String(span.attributes['error.type'])}` : ''}`;
  return [line, ...sorted.flatMap((child) => below(child, of, `${indent}  `))];
}

function only(scenario: string, name: string): RecordedSpan {
  const root = run.spans.find((span) => span.name === scenario && span.parentId === undefined);
  const found = run.spans.filter((span) => span.traceId === root?.traceId && span.name === name);
  expect(found).toHaveLength(1);
  return found[0] as RecordedSpan;
}

function eventTypes(scenario: string): unknown[] {
  const root = run.spans.find(({ name, parentId }) => name === scenario && parentId === undefined);
  return run.events
    .filter(({ traceId }) => traceId === root?.traceId)
    .map(({ eventName, attributes }) => `${eventName} ${String(attributes['exception.type'])}`);
}

const whole = [
  '  invoke_workflow LangGraph',
  '    below',
  '      invoke_workflow LangGraph',
  '        deep',
  '          inside deep',
  '    left',
  '      chat gpt-4o-mini',
  '      inside left',
  '    plan',
  '      inside plan',
  '    right',
  '      execute_tool weather',
  '        inside tool',
];

describe('a graph', () => {
  test.each(['invoke', 'stream', 'concurrent 1', 'concurrent 2', 'concurrent 3', 'stream left by break'])(
    'is a tree of its nodes, subgraphs, tools, models and the code inside them (%s)',
    (scenario) => {
      const expected = scenario === 'stream left by break' ? ['  after', ...whole] : whole;
      expect(tree(scenario)).toEqual(expected);
    },
  );

  test('carries node, step, triggers, namespace and thread', () => {
    const right = only('invoke', 'right');
    expect(right.attributes).toMatchObject({
      'sonde.operation.kind': 'graph',
      'sonde.layer': 'node',
      'sonde.graph.node': 'right',
      'sonde.graph.step': 2,
      'sonde.graph.triggers': ['branch:to:right'],
      'sonde.input': { question: 'hello', notes: ['plan'] },
      'sonde.output': { notes: ['right'] },
    });
    expect(right.attributes['sonde.graph.checkpoint_ns']).toMatch(/^right:/);
    const graph = run.spans.find(({ spanId }) => spanId === right.parentId);
    expect(graph?.attributes).toMatchObject({
      'sonde.graph.name': 'LangGraph',
      'gen_ai.conversation.id': 'thread-1',
    });
  });

  test('that is named an agent is one', () => {
    expect(tree('agent')).toEqual([
      '  invoke_agent weather agent',
      '    call model',
      '      chat gpt-4o-mini',
    ]);
  });

  test('that is interrupted for a person has not failed', () => {
    expect(tree('interrupted')).toEqual(['  invoke_workflow LangGraph', '    ask']);
    expect(eventTypes('interrupted')).toEqual([]);
  });

  test('shows each try of a node that is tried again', () => {
    expect(tree('retried node').toSorted()).toEqual([
      '    shaky',
      '    shaky ! TypeError',
      '  invoke_workflow LangGraph',
    ]);
  });
});

describe('a failure', () => {
  test('of a tool is one event, at the tool; what LangGraph aborts because of it is none', () => {
    expect(eventTypes('failing tool')).toEqual(['gen_ai.execute_tool.exception RangeError']);
    expect(tree('failing tool')).toEqual([
      '  invoke_workflow LangGraph ! RangeError',
      '    left ! AbortError',
      '      chat gpt-4o-mini ! AbortError',
      '    plan',
      '      inside plan',
      '    right ! RangeError',
      '      execute_tool weather ! RangeError',
      '        inside tool',
    ]);
  });

  test('of a model is one event with the inputs of node and graph', () => {
    expect(eventTypes('failing model')).toEqual(['gen_ai.client.operation.exception RateLimitError']);
    const event = run.events.find(({ attributes }) => attributes['exception.type'] === 'RateLimitError');
    expect(event?.attributes['sonde.context.ancestors']).toMatchObject([
      { name: 'left', kind: 'graph', input: { question: 'limited', notes: ['plan'] } },
      { name: 'LangGraph', kind: 'workflow', input: { question: 'limited' } },
    ]);
  });
});

describe('a model call', () => {
  test('is one span that both LangChain and the client describe, with usage once', () => {
    expect(only('invoke', 'chat gpt-4o-mini').attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'openai.api.type': 'chat_completions',
      'server.address': '127.0.0.1',
      'gen_ai.usage.input_tokens': 21,
      'gen_ai.usage.output_tokens': 8,
      'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello there.' }] }],
    });
  });

  test.each([
    ['two models at once', ['hello', 'json']],
    ['batch of the model', ['hello', 'json']],
    ['model in a queue', ['hello', 'json', 'story']],
  ])('is told apart from others (%s)', (scenario, questions) => {
    const answers: Record<string, RegExp> = { hello: /^Hello/, json: /^\{"city/, story: /^Once/ };
    const root = run.spans.find(({ name, parentId }) => name === scenario && parentId === undefined);
    const calls = run.spans
      .filter(({ parentId }) => parentId === root?.spanId)
      .map(({ attributes }) => attributes);
    const textOf = (attributes: Readonly<Record<string, unknown>>, side: string): string => {
      const [message] = attributes[`gen_ai.${side}.messages`] as { parts: { content: string }[] }[];
      return message?.parts[0]?.content ?? '';
    };
    expect(calls.map((call) => textOf(call, 'input')).toSorted()).toEqual(questions);
    for (const call of calls)
      expect(textOf(call, 'output')).toMatch(answers[textOf(call, 'input')] as RegExp);
  });

  test('that streams has a time to the first chunk and ends, read through or left', () => {
    for (const scenario of ['streamed model', 'streamed model, left by break']) {
      const { attributes, failed } = only(scenario, 'chat gpt-4o-mini');
      expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
      expect([failed, attributes['error.type']]).toEqual([false, undefined]);
    }
  });
});

describe('LangChain without a graph', () => {
  test('shows the outermost chain and its retriever, with the code inside it', () => {
    expect(tree('chain')).toEqual([
      '  invoke_workflow read',
      '    retrieval Shelf',
      '      inside retriever',
    ]);
    expect(only('chain', 'retrieval Shelf').attributes['gen_ai.retrieval.query.text']).toBe('what?');
  });
});

describe('two physical copies of the core', () => {
  test.each(['one copy', 'two copies'])('are observed alike (%s)', (scenario) => {
    expect(tree(scenario, mixed)).toEqual([
      '  invoke_workflow LangGraph',
      '    ask',
      '      chat gpt-4o-mini',
      '      inside ask',
    ]);
  });
});

test('no instrumentation failed by itself', () => {
  expect([...run.internalErrors, ...mixed.internalErrors]).toEqual([]);
});
