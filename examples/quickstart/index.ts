import { observe } from '@sonde/sdk';
import OpenAI from 'openai';

const client = new OpenAI();
const model = process.env['MODEL'] ?? 'gpt-5-mini';
const parameters = { type: 'object', properties: { celsius: { type: 'number' } }, required: ['celsius'] };
const tools = [{ type: 'function' as const, function: { name: 'to_fahrenheit', parameters } }];
const toFahrenheit = observe.tool((celsius: number) => (celsius * 9) / 5 + 32, { name: 'to_fahrenheit' });

const ask = observe.agent(
  async (question: string) => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: question }];
    for (let turn = 0; turn < 5; turn += 1) {
      const { choices } = await client.chat.completions.create({ model, messages, tools });
      const reply = choices[0]?.message;
      if (!reply?.tool_calls?.length) return reply?.content;
      messages.push(reply);
      for (const call of reply.tool_calls) {
        if (call.type !== 'function') continue;
        const content = String(toFahrenheit(JSON.parse(call.function.arguments).celsius));
        messages.push({ role: 'tool', tool_call_id: call.id, content });
      }
    }
    return 'The model did not come to an end.';
  },
  { name: 'quickstart' },
);

console.log(await ask('What is 21 degrees Celsius in Fahrenheit?'));
