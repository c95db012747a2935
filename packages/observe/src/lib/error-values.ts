/** Reading thrown values of any kind without ever throwing: they come from anywhere and may be hostile. */
import { framesAt, onceByFrames } from '@sonde/conventions';
import { type Captured, capture } from './capture.ts';

/** One error, described. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly stacktrace: string;
  readonly properties?: Captured;
}

const STACK_MAX = 16_384;
const MESSAGE_MAX = 8_192;
const CAUSES_MAX = 8;
const MEMBERS_MAX = 16;
const PROPERTIES_MAX = 8_192;
const OWN_PACKAGE = '@sonde/observe';
const ownFrame =
  /^\s+at .*(?:@sonde\/observe\/|@opentelemetry\/(?:api|context-async-hooks)\/|node:internal\/async_local_storage)/;
const described = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Low-cardinality type: the error's class or name, else what kind of value was thrown. */
export function errorType(error: unknown): string {
  const name = read(error, 'name');
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name.slice(0, 200);
  const constructorName = read(read(error, 'constructor'), 'name');
  if (isErrorLike(error) && typeof constructorName === 'string' && constructorName !== '')
    return constructorName.slice(0, 200);
  return isErrorLike(error) ? 'Error' : `thrown ${error === null ? 'null' : typeof error}`;
}

/** The error's message, or the thrown value itself as text; bounded. */
export function errorMessage(error: unknown): string {
  const message = read(error, 'message');
  if (typeof message === 'string') return message.slice(0, MESSAGE_MAX);
  const text = capture(error, MESSAGE_MAX);
  return typeof text === 'string' ? text : JSON.stringify(text);
}

/** Everything a single error carries. */
export function describeError(error: unknown): DescribedError {
  const stack = read(error, 'stack');
  const properties = ownProperties(error);
  return {
    type: errorType(error),
    message: errorMessage(error),
    stacktrace: typeof stack === 'string' ? shownStack(stack).slice(0, STACK_MAX) : '',
    ...(properties === undefined ? {} : { properties }),
  };
}

/** The chain of `cause`s, nearest first; bounded, and ended by a cycle. */
export function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let cause = read(error, 'cause');
  while (
    cause !== undefined &&
    cause !== null &&
    causes.length < CAUSES_MAX &&
    cause !== error &&
    !causes.includes(cause)
  ) {
    causes.push(cause);
    cause = read(cause, 'cause');
  }
  return causes;
}

/** Members of an AggregateError; bounded. */
export function membersOf(error: unknown): unknown[] {
  const errors = read(error, 'errors');
  try {
    return Array.isArray(errors) ? Array.from(errors.slice(0, MEMBERS_MAX)) : [];
  } catch {
    return []; // a revoked proxy
  }
}

/** True for what has an identity. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** True for what Node hands on as it is when nobody handles a rejection with it. */
export function hasStack(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'stack');
  } catch {
    return false;
  }
}

function shownStack(stack: string): string {
  const at = framesAt(stack);
  return at < 0 ? withoutOwnFrames(stack) : stack.slice(0, at) + shownFrames(stack);
}

const shownFrames = onceByFrames(withoutOwnFrames);

/** Frames of the wrapper and of the context manager say nothing about the failure, and would split its group. */
function withoutOwnFrames(stack: string): string {
  return stack.includes(OWN_PACKAGE) || stack.includes('@opentelemetry')
    ? stack
        .split('\n')
        .filter((line) => !ownFrame.test(line))
        .join('\n')
    : stack;
}

function ownProperties(error: unknown): Captured | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  try {
    const names = Object.keys(error).filter((name) => !described.has(name));
    if (names.length === 0) return undefined;
    return capture(
      Object.fromEntries(names.slice(0, 50).map((name) => [name, read(error, name)])),
      PROPERTIES_MAX,
    );
  } catch {
    return undefined;
  }
}

/** True for what tells a message as errors do, whatever realm it is of. */
export function isErrorLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof read(value, 'message') === 'string';
}

/** A property, where it can be read. */
export function read(target: unknown, key: string): unknown {
  if (!isObject(target)) return undefined;
  try {
    return (target as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
