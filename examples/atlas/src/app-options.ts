/** Options of the assistant's process. */
import { parseArgs } from 'node:util';

/** What the process was asked to do. */
export interface AppOptions {
  /** Questions to answer (200). */
  readonly questions: number;
  /** Base URL of an OpenAI-compatible server. */
  readonly llm: string;
  /** Model to ask for instead of the simulated ones. */
  readonly model: string | undefined;
  readonly apiKey: string;
}

/** Seed of questions, models and latencies: every run is the same run. */
export const SEED = 20_260_101;

/** Reads the options of the command line; the key of a real provider comes from the environment. */
export function readAppOptions(args: readonly string[], environment: NodeJS.ProcessEnv): AppOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      questions: { type: 'string', default: '200' },
      llm: { type: 'string', default: '' },
      model: { type: 'string' },
    },
  });
  return {
    questions: Number(values.questions),
    llm: values.llm,
    model: values.model,
    apiKey: apiKeyOf(environment),
  };
}

/** The key of a real provider; local servers want some text. */
export function apiKeyOf(environment: NodeJS.ProcessEnv): string {
  return environment['OPENAI_API_KEY'] ?? 'none-needed';
}
