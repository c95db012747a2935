/** The redactor: masks texts and values, and counts what it masked. */
import { maskedCopy } from './deep-values.ts';
import { withEchoes } from './echoes.ts';
import { type Finding, kindDefaults, type RedactionKind } from './kinds.ts';
import { markerOf } from './markers.ts';
import { namedNumberIn } from './personal-numbers.ts';
import { findSensitiveDecoded } from './scanner.ts';
import { isSecretValue } from './secret-values.ts';
import { isSensitiveKey, type KeyMeaning, keyMeaning } from './sensitive-keys.ts';
import { type RedactionRule, type RuleMatch, UserRules } from './user-rules.ts';

/** Settings of a redactor. */
export interface RedactorOptions {
  /** Kinds to switch on or off (all on but `ip-address`). */
  readonly kinds?: Partial<Record<RedactionKind, boolean>>;
  /** Rules of one's own, tried before the built-in ones (none). */
  readonly rules?: readonly RedactionRule[];
  /** Secret key of the hash that is added to markers, so that equal secrets stay comparable (no hash). */
  readonly hashSalt?: string;
  /** Characters of one text that are looked at; the rest is replaced, 1,000 or more (1,000,000). */
  readonly textLengthMax?: number;
  /** CPU time for one text, in ms, 1 or more; what is not looked at by then is replaced (100). */
  readonly timeMaxMs?: number;
  /** Nesting of a value that is followed, 1 to 200 (32). */
  readonly depthMax?: number;
  /** Values that are visited within one value, 1 or more (100,000). */
  readonly valuesMax?: number;
}

/** Masks secrets and personal data. */
export interface Redactor {
  /**
   * Gives the text with everything sensitive replaced by markers such as `[REDACTED:email]`.
   * @param value - any text
   * @param key - name of the attribute or field it belongs to; a sensitive name masks the whole text
   * @returns the same string if there is nothing to mask
   */
  text(value: string, key?: string): string;
  /**
   * Gives a copy of any value with every text in it masked; never throws, and ends on cycles.
   * @param value - anything
   */
  value(value: unknown): unknown;
  /** How often each kind was masked; kinds never met are absent. */
  readonly counts: Readonly<Record<string, number>>;
  /** Kinds of own rules that took more than 50 ms for one text; longer texts are masked as a whole from then on. */
  readonly slowKinds: readonly string[];
}

/** `a@b.cc`: nothing shorter is found without the help of a name. */
const TEXT_LENGTH_MIN = 6;
/** The dearest text of this length takes some 3 ms. */
const TIMED_LENGTH_MIN = 10_000;

/**
 * Makes a redactor.
 * @param options - kinds, own rules, hash, limits
 * @throws TypeError if an own rule is not usable, RangeError if a limit is outside its range
 * @example
 * const redactor = createRedactor();
 * redactor.text('mail jane@example.org'); // 'mail [REDACTED:email]'
 * redactor.text('hunter2', 'db.password'); // '[REDACTED:password]'
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  return new TextRedactor(options);
}

class TextRedactor implements Redactor {
  readonly #isOn: Readonly<Record<RedactionKind, boolean>>;
  readonly #rules: UserRules;
  readonly #hashSalt: string | undefined;
  readonly #textLengthMax: number;
  readonly #timeMaxMs: number;
  readonly #depthMax: number;
  readonly #valuesMax: number;
  readonly #counts = new Map<string, number>();

  constructor(options: RedactorOptions) {
    this.#isOn = { ...kindDefaults, ...options.kinds };
    this.#rules = new UserRules(options.rules ?? []);
    this.#hashSalt = options.hashSalt;
    this.#textLengthMax = checkedLimit('textLengthMax', options.textLengthMax ?? 1_000_000, 1000);
    this.#timeMaxMs = checkedLimit('timeMaxMs', options.timeMaxMs ?? 100, 1);
    this.#depthMax = checkedLimit('depthMax', options.depthMax ?? 32, 1, 200);
    this.#valuesMax = checkedLimit('valuesMax', options.valuesMax ?? 100_000, 1);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get slowKinds(): readonly string[] {
    return this.#rules.slowKinds;
  }

  text(value: string, key?: string): string {
    const meaning = key === undefined ? undefined : keyMeaning(key);
    const kind = meaning === undefined ? undefined : this.#wholeKind(value, meaning);
    if (kind !== undefined) return this.#marker(kind, value);
    if (value.length < TEXT_LENGTH_MIN) return value;
    if (value.length > this.#textLengthMax) return this.#cut(value);
    return this.#masked(value, this.#find(value), this.#rules.matches(value));
  }

  /** Only a long text can take long. */
  #find(text: string): readonly Finding[] {
    if (text.length < TIMED_LENGTH_MIN) return findSensitiveDecoded(text, this.#isOn);
    const startMs = performance.now();
    const startCpuMs = cpuMs();
    // On a busy machine time passes without work: only what was worked counts.
    return findSensitiveDecoded(
      text,
      this.#isOn,
      () => performance.now() - startMs > this.#timeMaxMs && cpuMs() - startCpuMs > this.#timeMaxMs,
    );
  }

  value(value: unknown): unknown {
    return maskedCopy(value, {
      text: (text, key) => this.text(text, key),
      inner: (text, key, sensitiveKey) => this.#inner(text, key, sensitiveKey),
      isSensitive: isSensitiveKey,
      depthMax: this.#depthMax,
      valuesMax: this.#valuesMax,
    });
  }

  /** @returns the kind as which a whole value is masked because of its name, undefined if it is not */
  #wholeKind(value: string, meaning: KeyMeaning): RedactionKind | undefined {
    if (!this.#isOn[meaning.kind] || value === '' || value.startsWith('[REDACTED:')) return undefined;
    const number = namedNumberIn(value, meaning);
    if (number !== undefined) return number;
    if (meaning.kind === 'phone' || meaning.kind === 'payment-card') return undefined;
    const isWhole = meaning.strength === 'strong' && !meaning.isJudged;
    return isWhole || isSecretValue(value, meaning, 'quoted') ? meaning.kind : undefined;
  }

  /** Below a sensitive name stand secrets, but also schemas and descriptions of them. */
  #inner(text: string, key: string, sensitiveKey: string): string {
    const meaning = keyMeaning(sensitiveKey);
    const isSecret =
      meaning !== undefined && this.#isOn[meaning.kind] && isSecretValue(text, meaning, 'quoted');
    return isSecret
      ? this.#marker(meaning.kind, text)
      : this.text(text, key === sensitiveKey ? undefined : key);
  }

  #masked(text: string, found: readonly Finding[], own: readonly RuleMatch[]): string {
    if (found.length === 0 && own.length === 0) return text;
    const all = withEchoes(text, own.length === 0 ? found : [...own, ...found]);
    let masked = '';
    let from = 0;
    for (const { start, end, kind } of all) {
      if (start >= from) masked += text.slice(from, start) + this.#marker(kind, text.slice(start, end));
      from = Math.max(from, end);
    }
    return masked + text.slice(from);
  }

  /** Nobody can vouch for what was not looked at, so it is not passed on. */
  #cut(value: string): string {
    const rest = value.length - this.#textLengthMax;
    this.#count('too-long');
    return `${this.text(value.slice(0, this.#textLengthMax))}[REDACTED:too-long ${rest} characters]`;
  }

  #marker(kind: string, secret: string): string {
    this.#count(kind);
    return markerOf(kind, secret, this.#hashSalt);
  }

  #count(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function checkedLimit(name: string, limit: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(limit) && limit >= min && limit <= max) return limit;
  throw new RangeError(
    `${name} must be a whole number of ${min} or more${max < 1e9 ? `, at most ${max}` : ''}, not ${limit}`,
  );
}
