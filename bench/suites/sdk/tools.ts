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

const sentence =
  'The harbour of Tromsø froze over twice in 1903, wrote the pilot, and the fishing fleet of 41 boats stayed in. ';

/** Text of about so many bytes, different from call to call, as a conversation is. */
function prose(lengthChars: number, call: number): string {
  return `${call} ${sentence.repeat(Math.ceil(lengthChars / sentence.length))}`.slice(0, lengthChars);
}

/** The prompt of a call. */
export function promptOf(call: number): Prompt {
  return { messages: [{ role: 'user', content: prose(8_000, call) }] };
}

/** Answers with 2 KB. */
export const largeTool: LargeCall = async ({ messages }) => ({ answer: prose(2_000, messages.length) });

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
