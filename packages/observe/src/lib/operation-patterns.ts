/** Settings by operation: patterns such as `tool:lookup`, `llm:*` or `production/agent:*`, the most specific one last. */

interface Pattern<T> {
  readonly expression: RegExp;
  /** Characters that are no `*`, then whether an environment was named: more say more. */
  readonly weight: number;
  readonly value: T;
}

/**
 * Values by pattern of operation. A pattern is `kind:name`, where `*` stands for anything; without a kind it stands for
 * the name of every kind. The model and the variant of a baseline's key may be left out (`llm:ask` covers
 * `llm:ask@gpt#b`). A prefix `production/` limits it to one deployment environment.
 */
export class OperationPatterns<T> {
  readonly #patterns: readonly Pattern<T>[];

  /**
   * @param values - By pattern.
   * @param environment - Deployment environment of the process (none).
   */
  constructor(values: Readonly<Record<string, T>> = {}, environment: string = '') {
    this.#patterns = Object.entries(values)
      .flatMap(([written, value]) => patternOf(written, value, environment))
      .sort((a, b) => a.weight - b.weight);
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** Values of all patterns that cover an operation, the most specific last. */
  matching(key: string): T[] {
    return this.#patterns.filter(({ expression }) => expression.test(key)).map(({ value }) => value);
  }
}

/** An environment is named before the kind: names of operations may hold slashes. */
const ENVIRONMENT_PREFIX = /^([^:/]*)\/(.*)$/s;
/** Another environment's weight cannot be outdone by the length of a name. */
const ENVIRONMENT_WEIGHT = 1e6;

function patternOf<T>(written: string, value: T, environment: string): Pattern<T>[] {
  const [, named, rest] = ENVIRONMENT_PREFIX.exec(written) ?? [];
  if (named !== undefined && named !== '*' && named !== environment) return [];
  const pattern = rest ?? written;
  const whole = pattern.includes(':') || pattern === '*' ? pattern : `*:${pattern}`;
  const source = whole.split('*').map(escaped).join('.*');
  const weight =
    whole.replaceAll('*', '').length + (named === undefined || named === '*' ? 0 : ENVIRONMENT_WEIGHT);
  return [{ expression: new RegExp(`^${source}(?:@[^#]*)?(?:#.*)?$`, 's'), weight, value }];
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
}
