/** Rules of the user: checked once for patterns that can take exponential time, and timed while they run. */

/** A rule of one's own. */
export interface RedactionRule {
  /** Stands in the marker and in the counts: `employee-id` gives `[REDACTED:employee-id]`. */
  readonly kind: string;
  /** What to mask; every match is. Unbounded repetition of a group that itself repeats is refused. */
  readonly pattern: RegExp;
}

/** A match of a rule. @internal */
export interface RuleMatch {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** A rule that takes longer than this for one text is switched off: the caller's thread is waiting. */
const RULE_MS_MAX = 50;
const KIND = /^[a-z][a-z0-9-]{0,39}$/;

/** The user's rules, ready to run. @internal */
export class UserRules {
  readonly #rules: RedactionRule[];
  readonly #disabledKinds: string[] = [];
  readonly #nowMs: () => number;

  /**
   * @param rules - tried in this order
   * @param nowMs - clock (monotonic time of the process)
   * @throws TypeError if a kind is not lower-case with hyphens, or a pattern can take exponential time
   */
  constructor(rules: readonly RedactionRule[], nowMs: () => number = () => performance.now()) {
    this.#rules = rules.map(checkedRule);
    this.#nowMs = nowMs;
  }

  /** Kinds of the rules that were switched off because they took too long. */
  get disabledKinds(): readonly string[] {
    return this.#disabledKinds;
  }

  /** Gives all matches, rule by rule. */
  matches(text: string): readonly RuleMatch[] {
    return this.#rules.length === 0 ? [] : this.#rules.slice().flatMap((rule) => this.#matchesOf(rule, text));
  }

  #matchesOf(rule: RedactionRule, text: string): RuleMatch[] {
    const startMs = this.#nowMs();
    const matches = Array.from(text.matchAll(rule.pattern), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      kind: rule.kind,
    }));
    if (this.#nowMs() - startMs > RULE_MS_MAX) this.#disable(rule);
    return matches.filter(({ start, end }) => end > start);
  }

  #disable(rule: RedactionRule): void {
    this.#rules.splice(this.#rules.indexOf(rule), 1);
    this.#disabledKinds.push(rule.kind);
  }
}

function checkedRule({ kind, pattern }: RedactionRule): RedactionRule {
  if (!KIND.test(kind))
    throw new TypeError(`kind of a redaction rule must be like "employee-id", not "${kind}"`);
  if (!(pattern instanceof RegExp))
    throw new TypeError(`pattern of redaction rule "${kind}" must be a RegExp`);
  if (repeatsRepetition(pattern.source)) {
    throw new TypeError(`pattern of redaction rule "${kind}" repeats a repetition and can hang: ${pattern}`);
  }
  const flags = pattern.flags.replace(/[gy]/g, '');
  return { kind, pattern: new RegExp(pattern.source, `${flags}g`) };
}

/** Says whether an unbounded quantifier applies to a group with an unbounded quantifier or a choice inside. */
function repeatsRepetition(source: string): boolean {
  const plain = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const isRisky: boolean[] = [];
  for (let i = 0; i < plain.length; i += 1) {
    const rest = plain.slice(i);
    if (rest.startsWith('(')) isRisky.push(false);
    else if (rest.startsWith('|')) isRisky.fill(true);
    else if (rest.startsWith(')')) {
      const inner = isRisky.pop() ?? false;
      if (inner && isUnbounded(rest.slice(1))) return true;
      if (inner) isRisky.fill(true);
    } else if (isUnbounded(rest)) isRisky.fill(true);
  }
  return false;
}

function isUnbounded(rest: string): boolean {
  return /^(?:[*+]|\{\d+,\}|\{\d+,\d{3,}\})/.test(rest);
}
