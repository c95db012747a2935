/** Rules of the user: bounded before they run, timed while they run. */
import { type BoundedPattern, boundedPattern } from './bounded-pattern.ts';
import { REPETITION_MAX } from './pattern-cost.ts';

/** A rule of one's own. */
export interface RedactionRule {
  /** Stands in the marker and in the counts: `employee-id` gives `[REDACTED:employee-id]`. */
  readonly kind: string;
  /**
   * What to mask; every match is. A pattern whose cost has no bound is refused: repetition within repetition or beside
   * another of the same characters, references back, looking ahead or behind.
   */
  readonly pattern: RegExp;
}

/** A match of a rule. @internal */
export interface RuleMatch {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** The caller's thread is waiting: texts half as long as one that took longer than this are the longest from then on. */
const RULE_MS_MAX = 50;
const KIND = /^[a-z][a-z0-9-]{0,39}$/;

const NONE: readonly RuleMatch[] = [];

interface ReadyRule extends BoundedPattern {
  readonly kind: string;
  textLengthMax: number;
}

/** The user's rules, ready to run. @internal */
export class UserRules {
  readonly #rules: readonly ReadyRule[];
  readonly #nowMs: () => number;

  /**
   * @param rules - tried in this order
   * @param nowMs - clock (monotonic time of the process)
   * @throws TypeError if a kind is not lower-case with hyphens, or the cost of a pattern has no bound
   */
  constructor(rules: readonly RedactionRule[], nowMs: () => number = () => performance.now()) {
    this.#rules = rules.map(readyRule);
    this.#nowMs = nowMs;
  }

  /** Kinds of the rules that took too long for some text. */
  get slowKinds(): readonly string[] {
    return this.#rules
      .filter(({ textLengthMax }) => textLengthMax < Number.POSITIVE_INFINITY)
      .map(({ kind }) => kind);
  }

  /** Gives all matches, rule by rule; a text that is too long for a rule is one match as a whole. */
  matches(text: string): readonly RuleMatch[] {
    return this.#rules.length === 0 ? NONE : this.#rules.flatMap((rule) => this.#matchesOf(rule, text));
  }

  #matchesOf(rule: ReadyRule, text: string): RuleMatch[] {
    if (text.length > rule.textLengthMax) return [{ start: 0, end: text.length, kind: 'too-slow' }];
    const startMs = this.#nowMs();
    const matches = Array.from(text.matchAll(rule.pattern), (match) => ({
      start: match.index,
      end: wholeEnd(text, match.index, match.index + match[0].length, rule),
      kind: rule.kind,
    }));
    if (this.#nowMs() - startMs > RULE_MS_MAX) rule.textLengthMax = Math.floor(text.length / 2);
    return matches.filter(({ start, end }) => end > start);
  }
}

function readyRule({ kind, pattern }: RedactionRule): ReadyRule {
  if (!KIND.test(kind))
    throw new TypeError(`kind of a redaction rule must be like "employee-id", not "${kind}"`);
  if (!(pattern instanceof RegExp))
    throw new TypeError(`pattern of redaction rule "${kind}" must be a RegExp`);
  try {
    return { kind, ...boundedPattern(pattern), textLengthMax: Number.POSITIVE_INFINITY };
  } catch (error) {
    throw new TypeError(`pattern of redaction rule "${kind}" ${(error as Error).message}: ${pattern}`);
  }
}

/** A match that was cut by the bound of its last repetition goes on. */
function wholeEnd(text: string, start: number, from: number, { open }: BoundedPattern): number {
  let end = from;
  if (end - start < REPETITION_MAX) return end;
  while (end < text.length && open.has(Math.min(128, text.charCodeAt(end)))) end += 1;
  return end;
}
