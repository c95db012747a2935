/** What is said of one format of tokens. */

/** Characters a token may go on with after its prefix. @internal */
export type TokenAlphabet = 'hex' | 'lower' | 'upper' | 'alnum' | 'word' | 'base64url' | 'base64' | 'dotted';

/**
 * One format: who issues it, how it begins, what follows, and how many characters of that at least.
 *
 * A `weak` prefix also occurs in ordinary text, so what follows must look random. Lengths are lower bounds:
 * issuers lengthen tokens, and a log may have cut one short.
 * @internal
 */
export type TokenFormat = readonly [
  issuer: string,
  prefix: string,
  alphabet: TokenAlphabet,
  lengthMin: number,
  strength?: 'weak',
];
