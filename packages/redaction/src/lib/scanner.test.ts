import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kindDefaults } from './kinds.ts';
import { findSensitive } from './scanner.ts';

const LENGTH = 100_000;
const allOn = { ...kindDefaults, 'ip-address': true };

/** Pieces that bring every search to its start and deny it its end. */
const pieces = [
  'a',
  '1',
  '@',
  'a@',
  'a.',
  '-',
  '--',
  '-----BEGIN PRIVATE KEY-----!',
  '-----BEGIN ',
  'eyJ',
  'eyJhbGciOi.',
  'sk-',
  'sk-a-',
  'ghp_',
  'AKIA',
  'password=',
  'password="',
  "password='a",
  'password: ',
  'token=',
  'token=a',
  'secret":"',
  '\\"password\\":\\"',
  '<password>',
  '--password ',
  'Bearer ',
  'Basic ',
  'Basic YQ',
  '://',
  'a://a:',
  'a://b@',
  'https://a:b/',
  '+1',
  '+1 ',
  '(',
  '(1',
  '1 ',
  '1-',
  '01 ',
  '0171/',
  '4111 ',
  '4111',
  '1.1.1.',
  '::',
  'a:',
  'DE89',
  'DE89 ',
  'GB82 WEST ',
  '%40',
  '%',
  '%2B1',
  'a%',
  '\\',
  '\\u',
  '\\n',
  '=',
  ':',
  ' ',
  'api key ',
  'the secret is ',
  'password is ',
  'password for a is ',
  'name: value=',
  '{"name":"value",',
  '~',
  '8Q~',
  'a1',
  'aA1-',
  '-u a:',
  'curl -u ',
  'M'.repeat(24),
  '"value": ',
  'é',
  '密',
  '😀',
  '123456789:AA',
  'hooks.slack.com/services/',
  '://hooks.slack.com/services/',
];

test.each(pieces)('100 KB of %j take linear time', (piece) => {
  const text = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);
  const startMs = performance.now();
  findSensitive(text, allOn);
  findSensitive(`${text}!`, allOn);
  // Some 5 ms when idle; a quadratic search would take seconds.
  expect(performance.now() - startMs).toBeLessThan(1000);
});

test('any text gives findings in order, inside the text, not overlapping', () => {
  const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 12 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('');
      let from = 0;
      for (const { start, end } of findSensitive(text, allOn)) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        from = end;
      }
    }),
    { numRuns: 2000, seed: 1 },
  );
});
