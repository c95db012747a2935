/** Texts that each failing call carries, so that the sink can tell which parts of a failure arrived. */

/** In the message of the error, before eight digits that name the call. */
export const FAILURE_MARK = 'failure-of-call-';

/** In the input, before the same digits. */
export const INPUT_MARK = 'input-of-call-';

/** In the stack: the frame of the function that throws, in a stack as text and in one taken apart, as Sentry sends it. */
export const STACK_MARKS: readonly string[] = ['at throwingTool', '"function":"throwingTool"'];

/** The eight digits of a call. */
export function digitsOf(call: number): string {
  return String(call).padStart(8, '0');
}
