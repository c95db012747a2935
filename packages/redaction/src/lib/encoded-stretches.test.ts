import { describe, expect, test } from '@jest/globals';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();
const key = `sk-proj-${'aB3dE6gH9k'.repeat(4)}`;
const encoded = (text: string) => encodeURIComponent(text).replaceAll('.', '%2E');

describe('what percent-encoding hides', () => {
  test.each([
    [
      'an address with accents',
      'https://a.example.test/?q=émile@münchen.example',
      'https://a.example.test/?q=[REDACTED:email]',
    ],
    [
      'a URL with a password',
      'u=postgres://app:x7Q!p2zz@db.example',
      'u=postgres://[REDACTED:url-credentials]@db.example',
    ],
    ['a base64 key with a slash', 'k=AccountKey=ab/9', 'k=AccountKey=ab/9'],
  ])('%s is found in its place', (_name, plain, masked) => {
    const decodedBack = decodeURIComponent(redactor.text(`<${encoded(plain)}>`));
    expect(decodedBack).toBe(`<${masked}>`);
  });

  test('a URL within a URL is looked through, one more level is not', () => {
    const mail = 'j=jane.doe@example.test';
    expect(redactor.text(encoded(encoded(mail)))).toContain('[REDACTED:email]');
    expect(redactor.text(encoded(encoded(encoded(mail))))).not.toContain('[REDACTED:email]');
  });

  test('the text around a finding stays as it was written', () => {
    const text = `a%2Fb?x=%7B%22k%22%3A%22${key}%22%7D#c%2Fd tail%2`;
    expect(redactor.text(text)).toBe('a%2Fb?x=%7B%22k%22%3A%22[REDACTED:api-key]%22%7D#c%2Fd tail%2');
  });

  test.each(['%', '%%%', '%zz%4', '%C3%28', '%ff%fe', '%F4%BF%BF%BF', '100% of 5%20 is %d', '%E2%82'])(
    '%j, which is no encoding, stays',
    (text) => {
      expect(redactor.text(text.padEnd(20, ' .'))).toBe(text.padEnd(20, ' .'));
    },
  );

  test.each(['%41', '%25', '%2525', '%C3%A9', 'a%41 ', '%'])(
    '%s without end is looked through whole',
    (piece) => {
      const text = `${piece.repeat(5000)} jane%40example.test`;
      // A busy machine must not decide it.
      expect(createRedactor({ timeMaxMs: 60_000 }).text(text)).toContain('[REDACTED:email]');
    },
  );
});
