/** The assistant: retrieve -> generate <-> tools -> validate -> back to generate, at most twice. */
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { END, START, StateGraph } from '@langchain/langgraph';
import { ChatOpenAI } from '@langchain/openai';
import type { Corpus } from './corpus.ts';
import type { Embeddings } from './embeddings.ts';
import { AtlasState, type Change, type State, type ToolResult } from './graph-state.ts';
import type { Tool } from './tools.ts';
import { createValidation } from './validate.ts';
import type { VectorIndex } from './vector-index.ts';

/** What the assistant is made of. */
export interface Parts {
  readonly corpus: Corpus;
  readonly embeddings: Embeddings;
  readonly index: VectorIndex;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Base URL of an OpenAI-compatible server, with `/v1`. */
  readonly llmUrl: string;
  readonly apiKey: string;
}

const PASSAGES = 4;
const ATTEMPTS_MAX = 2;
/** Steps of one question: a bound on the loops of a model that never stops calling tools. */
const STEPS_MAX = 25;

/**
 * Makes the function that answers one question with one model.
 *
 * @returns the answer, with the size of the economy below it
 */
export function createAssistant(parts: Parts): (question: string, model: string) => Promise<string> {
  const graphs = new Map<string, ReturnType<typeof createGraph>>();
  return async (question, model) => {
    const graph = graphs.get(model) ?? createGraph(parts, model);
    graphs.set(model, graph);
    const { answer, proportion } = await graph.invoke({ question }, { recursionLimit: STEPS_MAX });
    return proportion ? `${answer} (${proportion})` : answer;
  };
}

function createGraph(parts: Parts, model: string) {
  const chat = createChat(parts, model);
  return new StateGraph(AtlasState)
    .addNode('retrieve', (state) => retrieve(state, parts))
    .addNode('generate', async ({ messages }): Promise<Change> => {
      const reply = await chat.invoke([...messages]);
      return { messages: [reply], answer: reply.text };
    })
    .addNode('tools', (state) => callTools(state, parts.tools))
    .addNode('validate', createValidation(parts.corpus))
    .addEdge(START, 'retrieve')
    .addEdge('retrieve', 'generate')
    .addConditionalEdges('generate', (state) => (toolCallsOf(state).length > 0 ? 'tools' : 'validate'), [
      'tools',
      'validate',
    ])
    .addEdge('tools', 'generate')
    .addConditionalEdges(
      'validate',
      ({ complete, attempts }) => (complete || attempts >= ATTEMPTS_MAX ? END : 'generate'),
      ['generate', END],
    )
    .compile();
}

function createChat({ llmUrl, apiKey, tools }: Parts, model: string) {
  // streaming: true would count tokens with a vocabulary fetched from the network on every call.
  const chat = new ChatOpenAI({
    model,
    apiKey,
    temperature: 0,
    streaming: false,
    maxRetries: 1,
    configuration: { baseURL: llmUrl },
  });
  return chat.bindTools(
    [...tools.values()].map(({ name, description, parameters }) => ({
      name,
      description,
      schema: parameters,
    })),
  );
}

async function retrieve({ question }: State, { embeddings, index }: Parts): Promise<Change> {
  const [vector] = await embeddings.embed([question]);
  const passages = vector === undefined ? [] : index.search(vector, PASSAGES);
  const context = passages.map(({ text }) => `- ${text}`).join('\n');
  return {
    passages,
    messages: [
      new SystemMessage(
        `You are Atlas. Answer questions about countries. Look facts up and compute with the tools; never guess.\n${context}`,
      ),
      new HumanMessage(question),
    ],
  };
}

async function callTools(state: State, tools: ReadonlyMap<string, Tool>): Promise<Change> {
  const calls = await Promise.all(
    toolCallsOf(state).map(async ({ name, args, id }) => {
      const result = await callTool(tools.get(name), name, args);
      const content = JSON.stringify(result.error ?? result.output);
      return { result, message: new ToolMessage({ content, tool_call_id: id ?? '', name }) };
    }),
  );
  return { messages: calls.map(({ message }) => message), toolResults: calls.map(({ result }) => result) };
}

/** A tool that fails is told to the model, which may do better. */
async function callTool(
  tool: Tool | undefined,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<ToolResult> {
  if (tool === undefined) return { tool: name, input, error: `There is no tool ${name}.` };
  try {
    return { tool: name, input, output: await tool.run(input) };
  } catch (error) {
    return { tool: name, input, error: String(error) };
  }
}

function toolCallsOf({ messages }: State) {
  const last = messages.at(-1);
  return AIMessage.isInstance(last) ? (last.tool_calls ?? []) : [];
}
