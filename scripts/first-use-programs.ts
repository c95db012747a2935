/** What the newcomer writes: programs that know nothing of Sonde, the README's own, and the model they ask. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a program loads others. */
export type ModuleSystem = 'esm' | 'commonjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the user asks, the tool answers, and the model says in the end: looked for wherever messages are shown. */
export const conversation = {
  question: 'How warm is it in Lisbon?',
  toolResult: 'Lisbon: 21 degrees',
  answer: 'It is 21 degrees in Lisbon.',
} as const;

const loading: Readonly<Record<ModuleSystem, string>> = {
  esm: "import OpenAI from 'openai';\n",
  commonjs: "const OpenAI = require('openai');\n",
};

const observing: Readonly<Record<ModuleSystem, string>> = {
  esm: "import { observe, register } from '@sonde/sdk';\nregister({ service: 'weather' });\nconst { default: OpenAI } = await import('openai');\n",
  commonjs:
    "const { observe, register } = require('@sonde/sdk');\nregister({ service: 'weather' });\nconst OpenAI = require('openai');\n",
};

/** A program that asks a model, runs the tool it calls and prints the answer; nothing in it is Sonde's. */
export function plainProgram(system: ModuleSystem): string {
  return `${loading[system]}
const weatherOf = async (city) => city + ': 21 degrees';
${toolLoop}
ask(${JSON.stringify(conversation.question)}).then(console.log);
`;
}

/** The same program with its tool and itself wrapped. */
export function observedProgram(system: ModuleSystem): string {
  return `${observing[system]}
const weatherOf = observe.tool(async (city) => city + ': 21 degrees', { name: 'weather_of' });
${toolLoop}
observe.agent(ask, { name: 'weather_agent' })(${JSON.stringify(conversation.question)}).then(console.log);
`;
}

const toolLoop = `
const client = new OpenAI();
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ type: 'function', function: { name: 'weather_of', parameters } }];

async function ask(question) {
  const messages = [{ role: 'user', content: question }];
  for (;;) {
    const { choices } = await client.chat.completions.create({ model: 'gpt-5-mini', messages, tools });
    const reply = choices[0].message;
    if (!reply.tool_calls?.length) return reply.content;
    messages.push(reply);
    for (const call of reply.tool_calls) {
      const content = await weatherOf(JSON.parse(call.function.arguments).city);
      messages.push({ role: 'tool', tool_call_id: call.id, content });
    }
  }
}
`;

/** The program of the README, and the file name it gives it. */
export function readmeProgram(): { readonly file: string; readonly text: string } {
  const found = /In a program of your own, here `([\w.]+)`:\n\n```ts\n([\s\S]*?)```/.exec(readme());
  const [, file, text] = found ?? [];
  if (file === undefined || text === undefined) throw new Error('The README has no "program of your own".');
  return { file, text };
}

/** The README, which is all a newcomer has. */
export function readme(): string {
  return readFileSync(join(root, 'README.md'), 'utf8');
}

/** A program that simulates the model on the wire and prints its address; it runs until it is killed. */
export const simulatedModel = `
import { LLMock } from '@copilotkit/aimock';
const server = new LLMock({ port: 0, host: '127.0.0.1' });
const calling = { toolCalls: [{ name: 'weather_of', arguments: '{"city":"Lisbon"}' }] };
const usage = { prompt_tokens: 40, completion_tokens: 9, total_tokens: 49 };
const asksForTool = ({ tools, messages }) => tools?.length > 0 && messages.at(-1).role === 'user';
server.on({}, (request) => ({
  ...(asksForTool(request) ? calling : { content: ${JSON.stringify(conversation.answer)} }),
  usage,
}));
console.log(await server.start());
`;
