/**
 * The model, simulated on the wire: a real HTTP server with OpenAI's interface (aimock) whose replies follow a script.
 * The script knows each question, asks for tools the way a model does, and reads their results from the request.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatCompletionRequest, type ChatMessage, LLMock } from '@copilotkit/aimock';
import type { FactName } from './facts.ts';
import type { Question } from './questions.ts';
import { seededRandom } from './seeded-random.ts';

/** A running simulation. */
export interface SimulatedLlm {
  /** Base URL for an OpenAI client. */
  readonly url: string;
  stop(): Promise<void>;
}

type ToolCall = { readonly name: string; readonly arguments: string };
type Reply = { readonly content: string } | { readonly toolCalls: ToolCall[] };

/** Rough share of a token in a character of English. */
const TOKENS_PER_CHARACTER = 0.25;
const JITTER = 0.1;

/**
 * Starts the simulation.
 *
 * @param questions - What it will be asked; anything else is answered with 404.
 * @param seed - Seed of the spread of its latency.
 */
export async function startSimulatedLlm(questions: readonly Question[], seed: number): Promise<SimulatedLlm> {
  const byText = new Map(questions.map((question) => [question.text, question]));
  const random = seededRandom(seed);
  const server = new LLMock({ port: 0, host: '127.0.0.1' });
  server.on({ predicate: (request) => byText.has(questionText(request)) }, async (request) => {
    const question = byText.get(questionText(request)) as Question;
    const reply = replyTo(question, request.messages);
    const usage = usageOf(request, reply);
    const { firstTokenMs, tokensPerSecond } = question.model;
    const spread = 1 + JITTER * (2 * random() - 1);
    await sleep(spread * (firstTokenMs + (1000 * usage.completion_tokens) / tokensPerSecond));
    return { ...reply, usage };
  });
  const url = await server.start();
  return { url: `${url}/v1`, stop: () => server.stop() };
}

function questionText({ messages }: ChatCompletionRequest): string {
  return textOf(messages.find(({ role }) => role === 'user'));
}

/** First the facts, then the arithmetic, then the answer; a vague model has to be asked twice for it. */
function replyTo(question: Question, messages: readonly ChatMessage[]): Reply {
  const results = messages
    .filter(({ role }) => role === 'tool')
    .map((message) => JSON.parse(textOf(message)) as unknown);
  const facts = factsIn(results);
  if (results.length === 0) return { toolCalls: lookups(question) };
  const answered = messages.filter(
    ({ role, tool_calls }) => role === 'assistant' && !tool_calls?.length,
  ).length;
  if (results.length <= lookups(question).length) return { toolCalls: arithmetic(question, facts) };
  if (question.vague && answered === 0) return { content: `${question.country} is of considerable size.` };
  return { content: answer(question, results) };
}

function lookups({ country, conversions }: Question): ToolCall[] {
  const facts = new Set<FactName>([...conversions.map(({ fact }) => fact), 'population']);
  return [...facts].map((fact) => call('lookup_fact', { country, fact }));
}

function arithmetic({ conversions }: Question, facts: ReadonlyMap<string, number>): ToolCall[] {
  const valueOf = (fact: FactName) => facts.get(fact) ?? 0;
  const divide = (a: number, b: number) => call('calculate', { operation: 'divide', a, b });
  return [
    ...conversions.map(({ fact, from, to }) => call('unit_convert', { value: valueOf(fact), from, to })),
    divide(valueOf('population'), valueOf('area')),
    divide(valueOf('coastline') * 1000, valueOf('area')),
    divide(valueOf('highest point'), 8849),
  ];
}

function answer({ country, conversions }: Question, results: readonly unknown[]): string {
  const figures = results.slice(-conversions.length - 3) as readonly { value?: number; unit?: string }[];
  const said = conversions.map(({ fact }, at) => `${fact} ${figures[at]?.value} ${figures[at]?.unit}`);
  return `${country}: ${said.join(', ')}; ${figures[conversions.length]?.value} people per square kilometre.`;
}

function factsIn(results: readonly unknown[]): ReadonlyMap<string, number> {
  const facts = results as readonly { fact?: string; value?: number }[];
  return new Map(facts.flatMap(({ fact, value }) => (fact === undefined ? [] : [[fact, value ?? 0]])));
}

function call(name: string, input: Readonly<Record<string, unknown>>): ToolCall {
  return { name, arguments: JSON.stringify(input) };
}

function usageOf(request: ChatCompletionRequest, reply: Reply) {
  const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length * TOKENS_PER_CHARACTER);
  const [prompt_tokens, completion_tokens] = [tokens(request.messages), tokens(reply)];
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function textOf(message: ChatMessage | undefined): string {
  const content = message?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
}
