/** Options of the demo. */
import { parseArgs } from 'node:util';

/** What the user asked for. */
export interface DemoOptions {
  readonly check: boolean;
  readonly json: boolean;
  /** Base URL of an OpenAI-compatible server instead of the simulation. */
  readonly llm: string | undefined;
  readonly model: string | undefined;
  readonly questions: number;
  readonly keep: boolean;
  readonly port: number | undefined;
  readonly help: boolean;
}

/** An option that cannot be followed; its message tells what to do. */
export class OptionError extends Error {}

export const usage = `npm run demo [-- options]

  --check         run on a home of its own, assert the findings, exit 0 or 1
  --json          print the findings as JSON
  --llm <url>     use this OpenAI-compatible server (…/v1) instead of the simulated model;
                  its key comes from OPENAI_API_KEY
  --model <name>  model to ask that server for (the first one it serves)
  --questions <n> questions to ask, 1 to 2000 (200)
  --port <n>      port of the viewer (4320; a free one with --check)
  --keep          keep the home of --check
  --help          this text`;

const QUESTIONS = 200;
const QUESTIONS_MAX = 2000;

/**
 * Reads the command line.
 *
 * @throws OptionError for an unknown option or a value out of range
 */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const values = parsed(args);
  const { llm, model, check = false, json = false, keep = false, help = false } = values;
  if (check && llm !== undefined)
    throw new OptionError('--check asserts the seeded faults, which need the simulation: leave out --llm.');
  if (check && values.questions !== undefined)
    throw new OptionError(`--check always asks ${QUESTIONS} questions: leave out --questions.`);
  if (llm !== undefined && !URL.canParse(llm)) throw new OptionError(`--llm ${llm} is no URL.`);
  return {
    check,
    json,
    keep,
    help,
    llm,
    model,
    questions: wholeNumber('--questions', values.questions ?? String(QUESTIONS), 1, QUESTIONS_MAX),
    port: values.port === undefined ? undefined : wholeNumber('--port', values.port, 0, 65_535),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean' },
        json: { type: 'boolean' },
        llm: { type: 'string' },
        model: { type: 'string' },
        questions: { type: 'string' },
        port: { type: 'string' },
        keep: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new OptionError(`${name} must be a whole number from ${min} to ${max}, not ${text}.`);
}
