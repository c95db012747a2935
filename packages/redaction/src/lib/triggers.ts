/**
 * Finds the next place of a text where something sensitive can begin, by one regular expression per idea.
 *
 * Most of a clean text is passed by the engine's own search, at 0.1 to 1.5 ns a character (a loop over the
 * characters takes 7 to 17). The expressions stay apart on purpose: joined into one they lose the engine's
 * skipping and take 10 ns. Each is bounded, and admits at least what the searches it stands for can find.
 */

/** An expression and how many characters it consumes, which says where a match begins. */
interface Trigger {
  readonly pattern: RegExp;
  readonly width: number;
}

/** The comma between two arguments, the first of which ends like the name of a secret. */
const comma: Trigger = {
  pattern:
    /(?:[eE][yntYNT]|[rwRW][dD]|[sS][sS]|[tT][hH]|[oO][nN]|[aA][lL][sS]?)["'`],(?=[ \t]{0,2}[bfru@$]?["'`][^"'`\s]{6})/g,
  width: 1,
};

/** What can begin without a long run of characters around it. */
const always: readonly Trigger[] = [
  // Signs: separators (but those before an object, a list or a small number of JSON), at sign, escapes, brackets and plus before digits, options, `Q~`.
  {
    pattern:
      /[:=](?![ \t]{0,3}(?:[{[<]|\d{1,4}(?:\.\d{1,2})?[,}\]]{1,9}["\r\n]))|(?<=[\w.+%'\u00c0-\u1fff\u3041-\ufa6f-]|[\w.]\\{0,7}")@|(?<=[\w.\-\s"'\\\]`?])>|\\(?=[nrtbfu])|%(?=[0-9A-Fa-f]{2})|\+(?=[1-9])|\((?=[\s()+./-]{0,6}[\d%])|(?<!-)-(?=[-uPSTA]|(?<=\s-)[pa])|(?<=Q)~/g,
    width: 1,
  },
  comma,
  // Seven digits with no more than what stands between the digits of a telephone number.
  { pattern: /(?<![A-Za-z0-9])\d(?=(?:[ \u00a0()+./%F-]{0,17}\d){6})/g, width: 1 },
  // An account number in groups; consumed as a whole, since the engine skips better without a look ahead.
  { pattern: /(?<![A-Za-z0-9])[A-Za-z]{2}\d\d[ +%-]/g, width: 5 },
  // Words after which a secret is told.
  {
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:${['b(?=earer[\\s%+]|asic[\\s%+])', 'p(?=ass(?:word|wd|phrase|code|wort)\\s|wd\\s)', 'k(?=ennwort\\s)', 'm(?=ot de passe\\s)', 'c(?=ontrase(?:n|ñ)a\\s)', 's(?=enha\\s)', 'w(?=achtwoord\\s)'].map(inAnyCase).join('|')})`,
      'g',
    ),
    width: 1,
  },
];
const withAddresses: readonly Trigger[] = [
  ...always,
  { pattern: /(?:(?<![\w.:-])|(?<=[g-zG-Z][a-z]{0,3}:))[0-9A-Fa-f](?=[0-9A-Fa-f]{0,39}[.:])/g, width: 1 },
  { pattern: /(?<![\w.:-])::(?=[0-9A-Fa-f])/g, width: 2 },
];

const withoutComma = always.filter((trigger) => trigger !== comma);
/** Two arguments are longer than the name of a tool; every expression costs some 30 ns, however short the text. @internal */
export const ARGUMENTS_LENGTH_MIN = 24;

/** Searches one text; places must be asked for in ascending order. @internal */
export class Triggers {
  readonly #text: string;
  readonly #triggers: readonly Trigger[];
  /** Where each matches next; one that has no further match is not tried again. */
  readonly #next: number[];

  /** @param hasAddresses - whether network addresses count */
  constructor(text: string, hasAddresses: boolean) {
    this.#text = text;
    const usual = text.length < ARGUMENTS_LENGTH_MIN ? withoutComma : always;
    this.#triggers = hasAddresses ? withAddresses : usual;
    this.#next = [-1, -1, -1, -1, -1, -1, -1];
  }

  /** @returns the first place from `from` to `limit`, or the limit if there is none */
  after(from: number, limit: number): number {
    let first = limit;
    for (let i = 0; i < this.#triggers.length; i += 1) {
      const next = this.#next[i] as number;
      const place = next >= from ? next : this.#search(i, from, limit);
      if (place < first) first = place;
    }
    return first;
  }

  #search(i: number, from: number, limit: number): number {
    const { pattern, width } = this.#triggers[i] as Trigger;
    pattern.lastIndex = from;
    // `exec` would build an array for each place.
    const text = limit < this.#text.length ? this.#text.slice(0, limit) : this.#text;
    const place = pattern.test(text) ? pattern.lastIndex - width : limit;
    this.#next[i] = place;
    return place;
  }
}

function inAnyCase(pattern: string): string {
  return pattern.replace(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
