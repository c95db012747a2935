/** A call of the model, with the messages that went in and out. */
import type { SpanDetail } from '@sonde/store/reader';

/** What the call was about; without an answer the model asks for a tool. */
export interface ChatSeed {
  readonly model: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly question: string;
  readonly answer: string | undefined;
}

/** Makes the span of a call. */
export function chat({
  model,
  startMs,
  durationMs,
  question,
  answer,
}: ChatSeed): Partial<SpanDetail> & { name: string } {
  const call = {
    type: 'tool_call',
    id: 'call_8Hq2',
    name: 'exchange_rate',
    arguments: { from: 'NOK', to: 'EUR', date: '2026-03-04' },
  };
  const history = [
    { role: 'user', parts: [{ type: 'text', content: question }] },
    ...(answer === undefined
      ? []
      : [
          { role: 'assistant', parts: [call] },
          {
            role: 'tool',
            parts: [{ type: 'tool_call_response', id: 'call_8Hq2', result: { rate: 0.0862, source: 'ECB' } }],
          },
        ]),
  ];
  const output = answer === undefined ? [call] : [{ type: 'text', content: answer }];
  return {
    name: `chat ${model}`,
    operation: model,
    kind: 'llm',
    layer: 'tool',
    startMs,
    durationMs,
    model,
    inputTokens: answer === undefined ? 812 : 1430,
    outputTokens: answer === undefined ? 64 : 208,
    costUsd: answer === undefined ? 0.0034 : 0.0074,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'gen_ai.request.temperature': 0.2,
      'gen_ai.response.finish_reasons': [answer === undefined ? 'tool_calls' : 'stop'],
      'gen_ai.response.time_to_first_chunk': 0.31,
      'gen_ai.system_instructions': [
        { type: 'text', content: 'You answer questions about countries. Use tools for facts that change.' },
      ],
      'gen_ai.input.messages': history,
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: output }]),
    },
  };
}
