/** Compile-time claims: what observes a function has exactly its type. Checked by `tsc -p tsconfig.test.json`. */
import { observe, observed, type Scope, withContext } from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for two types that are the same. */
function same<A, B>(_: Equal<A, B>): void {}

// Overloads stay apart.
function parse(text: string): number;
function parse(bytes: Uint8Array, base: number): bigint;
function parse(value: string | Uint8Array, base?: number): number | bigint {
  return typeof value === 'string' ? value.length : BigInt(base ?? 10);
}
const parseTool = observe.tool(parse);
same<typeof parseTool, typeof parse>(true);
same<ReturnType<() => number>, number>(true);
const length: number = parseTool('x');
const big: bigint = parseTool(new Uint8Array(), 2);

// Generics are not widened.
async function first<T extends { id: string }>(items: readonly T[]): Promise<T | undefined> {
  return items[0];
}
const firstTool = observe.tool(first, { name: 'first' });
same<typeof firstTool, typeof first>(true);
const found: Promise<{ id: string; kept: 1 } | undefined> = firstTool([{ id: 'a', kept: 1 as const }]);

// `this`, optional, default and rest parameters.
function bound(this: { readonly limit: number }, a: string, b?: number, ...rest: boolean[]): number {
  return this.limit + a.length + (b ?? 0) + rest.length;
}
const boundTool = observe.tool(bound);
same<ThisParameterType<typeof boundTool>, { readonly limit: number }>(true);
same<Parameters<typeof boundTool>, [a: string, b?: number | undefined, ...rest: boolean[]]>(true);
// @ts-expect-error -- `this` is missing
boundTool('x');

// Assertion functions and predicates keep narrowing.
function assertText(value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new TypeError('no text');
}
const assertTool: typeof assertText = observe.tool(assertText);
const isText = observe.tool((value: unknown): value is string => typeof value === 'string');
export function narrow(value: unknown, other: unknown): [string, string] | undefined {
  assertTool(value);
  return isText(other) ? [value, other] : undefined;
}

// Brands, generators, functions with properties, constructors' instances.
type Id = string & { readonly brand: unique symbol };
const idTool = observe.retrieval((id: Id): Id => id);
same<typeof idTool, (id: Id) => Id>(true);
// @ts-expect-error -- a text is no id
idTool('x');
const numbers = observe.tool(async function* (n: number): AsyncGenerator<number, string, boolean> {
  const isEnd = yield n;
  return String(isEnd);
});
same<ReturnType<typeof numbers>, AsyncGenerator<number, string, boolean>>(true);
const counted = Object.assign((a: number): number => a, { unit: 'ms' as const });
same<typeof counted, ReturnType<typeof observeCounted>>(true);
function observeCounted() {
  return observe.span(counted);
}

// Callbacks, emitters and toolboxes.
const withCallback = observe.tool(
  (a: string, done: (error: Error | null, n?: number) => void): void => done(null, a.length),
  {
    callback: true,
  },
);
same<Parameters<typeof withCallback>[1], (error: Error | null, n?: number) => void>(true);
const toolbox = {
  read: async (path: string) => path,
  write: (path: string, text: string) => path + text,
  size: 3,
};
const files = observe.all(toolbox, { prefix: 'files' });
same<typeof files, typeof toolbox>(true);

// Blocks give what their callback gives.
const ran = observe.run('x', (operation) => operation?.detail ?? 'off');
const inContext: Promise<5> = withContext({ sessionId: 's' }, async () => 5 as const);
const scoped: number = observe.scope('x').run(() => 1);
same<ReturnType<typeof observe.scope>, Scope>(true);

// Decorators fit methods of any signature.
export class Library {
  @observed.retrieval()
  async find<T>(topic: T, _limit = 3): Promise<T[]> {
    return [topic];
  }

  @observed.tool({ name: 'static' })
  static make(this: typeof Library): Library {
    return new this();
  }
}
const books: Promise<'x'[]> = new Library().find('x' as const);

export const used = [length, big, found, ran, inContext, scoped, books];
