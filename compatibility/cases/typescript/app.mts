// What a typed application writes: every line has to mean the same to each compiler.
import {
  observe,
  observed,
  register,
  type Sonde,
  type SondeConfig,
  setDetail,
  use,
  withContext,
} from '@sonde/sdk';
import { startTesting, type TestTelemetry } from '@sonde/sdk/testing';

const config: SondeConfig = { service: 'app', detail: 'full', latencyDetector: 'cusum' };
const sonde: Sonde = register(config);
// @ts-expect-error a setting that does not exist
register({ servise: 'app' });
// @ts-expect-error a value that does not exist
register({ detail: 'everything' });

const tool = observe.tool(async (country: string, year = 2_024) => ({ country, year }), { name: 'lookup' });
const found: Promise<{ country: string; year: number }> = tool('Norway');
// @ts-expect-error the wrong argument
void tool(1);

const generic = observe.span(<T,>(value: T): T => value, { name: 'identity' });
const text: string = generic('x');

const stream = observe.llm(async function* (prompt: string): AsyncGenerator<string, number> {
  yield prompt;
  return 1;
});
const chunks: AsyncGenerator<string, number> = stream('p');

class Library {
  @observed.retrieval({ name: 'shelves' })
  async find(topic: string): Promise<string[]> {
    return [topic];
  }
}
const books: Promise<string[]> = new Library().find('x');

const remove: () => void = use((call, next) => next(call), { kinds: ['tool'], priority: 10 });
setDetail('debug', { operation: 'lookup' });
const inside: number = withContext({ sessionId: 's' }, () => 1);
const telemetry: Promise<TestTelemetry> = startTesting();

export { books, chunks, found, inside, remove, sonde, telemetry, text };
