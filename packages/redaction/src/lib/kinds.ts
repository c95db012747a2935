/** The kinds of sensitive data, and which of them are looked for unless told otherwise. */

/** What was found; it stands in the marker, `[REDACTED:email]`. */
export type RedactionKind =
  | 'api-key'
  | 'authorization'
  | 'cookie'
  | 'email'
  | 'iban'
  | 'ip-address'
  | 'jwt'
  | 'password'
  | 'payment-card'
  | 'phone'
  | 'private-key'
  | 'secret'
  | 'ssn'
  | 'url-credentials';

/** Every kind with whether it is on by default: network addresses are needed too often to be masked unasked. */
export const kindDefaults: Readonly<Record<RedactionKind, boolean>> = {
  'api-key': true,
  authorization: true,
  cookie: true,
  email: true,
  iban: true,
  'ip-address': false,
  jwt: true,
  password: true,
  'payment-card': true,
  phone: true,
  'private-key': true,
  secret: true,
  ssn: true,
  'url-credentials': true,
};

/**
 * A stretch of text to be masked.
 * @internal
 */
export interface Finding {
  readonly start: number;
  readonly end: number;
  /** `too-slow` is the rest of a text whose time was up. */
  readonly kind: RedactionKind | 'too-slow';
}
