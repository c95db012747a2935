/** Reads the source of a regular expression into a tree, as far as its cost depends on it. */

/** Characters a part can begin or consist of: 128 of ASCII, and one for all others. */
export type CharacterSet = ReadonlySet<number>;

/** One part of a pattern. @internal */
export type Part =
  | { readonly type: 'characters'; readonly set: CharacterSet }
  | { readonly type: 'nothing' }
  | { readonly type: 'sequence'; readonly parts: readonly Part[] }
  | { readonly type: 'choice'; readonly parts: readonly Part[] }
  | { readonly type: 'repeat'; readonly part: Part; readonly min: number; readonly max: number };

/** Stands for every character beyond ASCII. */
const OTHER = 128;
const all = Array.from({ length: OTHER + 1 }, (_, code) => code);
const ANY: CharacterSet = new Set(all);

/** Why a pattern cannot be read. @internal */
export class UnreadablePattern extends Error {}

/**
 * Reads a pattern. Upper and lower case count as one, which can only overstate what overlaps.
 * @internal
 * @throws UnreadablePattern for references back, for looking ahead or behind, and for sets within sets
 */
export function readPattern(source: string): Part {
  const reader = new PatternReader(source);
  return reader.choice();
}

class PatternReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  choice(): Part {
    const parts = [this.#sequence()];
    while (this.#skip('|')) parts.push(this.#sequence());
    return parts.length === 1 ? (parts[0] as Part) : { type: 'choice', parts };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#next()))
      parts.push(this.#repeated(this.#atom()));
    return { type: 'sequence', parts };
  }

  #repeated(part: Part): Part {
    const quantifier = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#source.slice(this.#at));
    if (quantifier === null) return part;
    const [text, sign, min, comma, max] = quantifier;
    this.#at += text.length;
    if (sign !== undefined)
      return {
        type: 'repeat',
        part,
        min: sign === '+' ? 1 : 0,
        max: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    const isOpen = comma === ',' && max === '';
    return {
      type: 'repeat',
      part,
      min: Number(min),
      max: isOpen ? Number.POSITIVE_INFINITY : Number(comma === ',' ? max : min),
    };
  }

  #atom(): Part {
    if (this.#skip('(')) return this.#group();
    if (this.#skip('[')) return { type: 'characters', set: this.#set() };
    if (this.#skip('^') || this.#skip('$')) return { type: 'nothing' };
    if (this.#skip('.')) return { type: 'characters', set: ANY };
    if (this.#skip('\\')) {
      if (this.#skip('b') || this.#skip('B')) return { type: 'nothing' };
      return { type: 'characters', set: this.#escape() };
    }
    return { type: 'characters', set: setOf([this.#take()]) };
  }

  #group(): Part {
    const opening = /^\?(?::|<(?![=!])[^>]*>)/.exec(this.#source.slice(this.#at));
    if (opening === null && this.#next() === '?')
      throw new UnreadablePattern('looks ahead or behind, which cannot be bounded');
    this.#at += opening?.[0].length ?? 0;
    const part = this.choice();
    this.#skip(')');
    return part;
  }

  #set(): CharacterSet {
    const isNegated = this.#skip('^');
    const members = new Set<number>();
    while (this.#at < this.#source.length && !this.#skip(']')) {
      const first = this.#member();
      if (this.#next() !== '-' || this.#source.startsWith('-]', this.#at)) {
        for (const code of first) members.add(code);
        continue;
      }
      this.#at += 1;
      const last = this.#member();
      for (let code = Math.min(...first); code <= Math.max(...last); code += 1) members.add(code);
    }
    const set = withBothCases(members);
    return isNegated ? new Set(all.filter((code) => code === OTHER || !members.has(code))) : set;
  }

  #member(): CharacterSet {
    if (!this.#skip('\\')) return setOf([this.#take()], false);
    return this.#skip('b') ? new Set([8]) : this.#escape();
  }

  #escape(): CharacterSet {
    const letter = this.#take();
    if (/[1-9k]/.test(letter)) throw new UnreadablePattern('refers back to a group, which cannot be bounded');
    if (/[dws]/.test(letter)) return classes[letter as 'd' | 'w' | 's'];
    if (/[DWS]/.test(letter)) {
      const inner = classes[letter.toLowerCase() as 'd' | 'w' | 's'];
      return new Set(all.filter((code) => code === OTHER || !inner.has(code)));
    }
    if (letter === 'p' || letter === 'P') {
      this.#at += /^\{[^}]*\}/.exec(this.#source.slice(this.#at))?.[0].length ?? 0;
      return ANY;
    }
    const coded = /^(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\})/.exec(
      letter + this.#source.slice(this.#at),
    );
    if (coded !== null) {
      this.#at += coded[0].length - 1;
      const [, short, long, braced] = coded;
      return new Set([Math.min(OTHER, Number.parseInt(short ?? long ?? braced ?? '0', 16))]);
    }
    const control = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' }[letter];
    return setOf([control ?? letter]);
  }

  #next(): string {
    return this.#source.charAt(this.#at);
  }

  #take(): string {
    this.#at += 1;
    return this.#source.charAt(this.#at - 1);
  }

  #skip(text: string): boolean {
    if (this.#next() !== text) return false;
    this.#at += 1;
    return true;
  }
}

const classes = {
  d: setOf('0123456789'),
  w: setOf('0123456789abcdefghijklmnopqrstuvwxyz_'),
  s: new Set([9, 10, 11, 12, 13, 32, OTHER]),
} as const;

function setOf(characters: Iterable<string>, isCaseless = true): CharacterSet {
  const codes = Array.from(characters, (character) => Math.min(OTHER, character.charCodeAt(0)));
  return isCaseless ? withBothCases(codes) : new Set(codes);
}

function withBothCases(codes: Iterable<number>): CharacterSet {
  const set = new Set<number>();
  for (const code of codes) {
    set.add(code);
    const letter = code | 32;
    if (letter >= 97 && letter <= 122) set.add(letter).add(letter - 32);
  }
  return set;
}
