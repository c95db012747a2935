/** The tools that are observed: small values, values of the size that models exchange, and one that fails. */
import { digitsOf, FAILURE_MARK, INPUT_MARK } from '../../lib/marks.ts';

interface Question {
  readonly city: string;
  readonly days: number;
}

/** An observed small tool. */
export type SmallCall = (input: Question) => Promise<{ readonly celsius: number; readonly sky: string }>;

/** Does nothing, so that what is measured is the observing. */
export const smallTool: SmallCall = async ({ days }) => ({ celsius: days % 30, sky: 'clear' });

interface Prompt {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** An observed tool with a prompt of 8 KB and an answer of 2 KB. */
export type LargeCall = (input: Prompt) => Promise<{ readonly answer: string }>;

const words =
  'the harbour of Tromsø froze twice in 1903 and a fleet of 41 boats stayed where it was while the pilot wrote down what he saw: ice, fog, no wind; later letters name ships, cargo (salt, cod, timber), prices of 12.50 a barrel, and the people who waited for news from the north'.split(
    ' ',
  );
const TEXTS = 256;

/** Texts made before anything is measured: flat strings, as a parser gives them, and no two the same. */
const prompts = texts(8_000);
const answers = texts(2_000);

function texts(lengthChars: number): readonly string[] {
  let state = lengthChars;
  const next = (): string => {
    state = (state * 16_807) % 2_147_483_647;
    return words[state % words.length] ?? '';
  };
  return Array.from({ length: TEXTS }, () => {
    let text = next();
    while (text.length < lengthChars) text += ` ${next()}`;
    return Buffer.from(text.slice(0, lengthChars)).toString();
  });
}

/** The prompt of a call. */
export function promptOf(call: number): Prompt {
  return { messages: [{ role: 'user', content: prompts[call % TEXTS] ?? '' }] };
}

/** Answers with 2 KB. */
export const largeTool: LargeCall = async ({ messages }) => ({
  answer: answers[messages.length % TEXTS] ?? '',
});

interface Attempt {
  readonly id: string;
}

/** The input of a call that will fail. */
export function attemptOf(call: number): Attempt {
  return { id: `${INPUT_MARK}${digitsOf(call)}` };
}

/** Fails by its own error each time; its promise rejects. */
export async function throwingTool({ id }: Attempt): Promise<never> {
  throw new TypeError(`${FAILURE_MARK}${id.slice(INPUT_MARK.length)}`);
}
