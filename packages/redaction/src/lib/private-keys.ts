/** Finds private keys in PEM form (RFC 7468). */
import type { Finding } from './kinds.ts';

const LABEL = '[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1';
const OPENING = new RegExp(`-----BEGIN (${LABEL})-----`, 'y');
const CLOSING = new RegExp(`-----END (${LABEL})(?=-----)`, 'g');
/** Four times an RSA key of 16,384 bits. */
const LENGTH_MAX = 65_536;
const BODY = /[A-Za-z0-9+/=\s\\:,.-]*/y;

/** The private keys of one text; places must be asked for in ascending order. @internal */
export class PrivateKeys {
  readonly #text: string;
  /** Places behind closing lines by label, nearest last; collected once, however many blocks are opened. */
  #closings: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns the key that begins here; a cut one reaches as far as its text */
  at(start: number): Finding | undefined {
    OPENING.lastIndex = start;
    const label = OPENING.exec(this.#text)?.[1];
    if (label === undefined) return undefined;
    const bodyStart = OPENING.lastIndex;
    const closed = this.#closingAfter(start, label);
    if (closed !== undefined && closed <= start + LENGTH_MAX)
      return { start, end: closed, kind: 'private-key' };
    BODY.lastIndex = bodyStart;
    BODY.test(this.#text);
    return { start, end: BODY.lastIndex, kind: 'private-key' };
  }

  #closingAfter(start: number, label: string): number | undefined {
    this.#closings ??= closingsOf(this.#text);
    const ends = this.#closings.get(label);
    const endMin = start + '-----END -----'.length + label.length;
    while (ends !== undefined && ends.length > 0 && (ends.at(-1) as number) < endMin) ends.pop();
    return ends?.at(-1);
  }
}

function closingsOf(text: string): Map<string, number[]> {
  const closings = new Map<string, number[]>();
  for (const { index, 0: line, 1: label = '' } of text.matchAll(CLOSING)) {
    const end = index + line.length + 5;
    const ends = closings.get(label);
    if (ends === undefined) closings.set(label, [end]);
    else ends.push(end);
  }
  for (const ends of closings.values()) ends.reverse();
  return closings;
}
