/** What is known of the frames of a stack. Errors of one place have the same frames, and a message that differs. */

/** Stacks remembered by each function, and the longest text of frames among them: 3 MB of memory at most. */
const STACKS_MAX = 100;
const LENGTH_MAX = 16_384;
const FIRST_FRAME = '\n    at ';
/** A message with lines that look like frames: what is one, only the whole stack tells. */
const frameLike = /\n|^\s*at |^\s*File "/;

let lastStack = '';
let lastFramesAt = -1;

/**
 * Where the frames of a stack of V8 begin: the line break before the first.
 *
 * @returns −1 where there are none, or the message has several lines.
 */
export function framesAt(stack: string): number {
  // The same stack is asked for several times in a row.
  if (stack === lastStack) return lastFramesAt;
  const at = stack.indexOf(FIRST_FRAME);
  lastStack = stack.length <= LENGTH_MAX ? stack : '';
  lastFramesAt = lastStack === '' || frameLike.test(stack.slice(0, Math.max(0, at))) ? -1 : at;
  return lastFramesAt;
}

/**
 * Makes a function of stacks that computes once for the same frames.
 *
 * @param compute - Depends on nothing but the frames: the first line of what it is given may be empty instead of the
 *   message.
 */
export function onceByFrames<T>(compute: (stack: string) => T): (stack: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (stack) => {
    const at = framesAt(stack);
    if (at < 0) return compute(stack);
    const frames = stack.slice(at);
    const found = known.get(frames);
    if (found !== undefined) return found.value;
    const value = compute(frames);
    if (known.size >= STACKS_MAX) known.clear();
    known.set(frames, { value });
    return value;
  };
}
