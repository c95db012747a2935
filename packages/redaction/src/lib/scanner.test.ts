import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanTexts, drawnCleanTexts } from '../../fixtures/clean-texts.ts';
import { personalData, personalSurroundings } from '../../fixtures/personal-data.ts';
import { type Draw, drawFrom } from '../../fixtures/random-text.ts';
import { namedSecrets, namedSurroundings, surroundings, tokens } from '../../fixtures/secrets.ts';
import { kindDefaults } from './kinds.ts';
import { tokenFormats } from './provider-token-formats.ts';
import { findSensitive, findSensitiveAt } from './scanner.ts';

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

test.each(pieces)('100 KB of %j give findings inside the text, and none once the time is up', (piece) => {
  const text = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);
  let questions = 0;
  const findings = findSensitive(text, allOn, () => {
    questions += 1;
    return false;
  });
  for (const { start, end } of findings) expect(end).toBeGreaterThan(start);
  // Every place is looked at once: a search that begins anew would ask more often.
  expect(questions).toBeLessThanOrEqual(LENGTH / 1000);
  if (questions === 0) return;
  const [last] = findSensitive(text, allOn, () => true).slice(-1);
  expect(last).toMatchObject({ end: text.length, kind: 'too-slow' });
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

/** Looks everywhere, as the scanner did if it had no triggers. */
const everyPlace = { after: (from: number) => from };

const glue = [
  ' ',
  '\n',
  '',
  '"',
  ', ',
  '\\n',
  '%20',
  '\\u00e9',
  '/',
  '-',
  '=',
  '&a=',
  'é',
  '密',
  '_',
  '.',
  '+',
  '\\',
  ': ',
];
const makers = [
  ...Object.values(tokens),
  ...Object.values(personalData),
  ...Object.values(namedSecrets).map(([, make]) => make),
];
const around = [
  ...Object.values(surroundings),
  ...Object.values(personalSurroundings),
  ...Object.values(namedSurroundings).map((surround) => (value: string) => surround('API_KEY', value)),
];
const clean = [...cleanTexts.map((text) => () => text), ...Object.values(drawnCleanTexts)];
const parts: readonly ((draw: Draw) => string)[] = [
  (draw) => draw.pick(around)(draw.pick(makers)(draw)),
  (draw) => draw.pick(makers)(draw),
  (draw) => draw.pick(clean)(draw),
  (draw) => draw.pick(pieces),
  (draw) => draw.of('aZ09 -_.:+/=@\\n%"\'u({[', 1 + draw.below(30)),
  (draw) => draw.pick(clean)(draw).slice(draw.below(40), 60),
  (draw) => draw.pick(makers)(draw).slice(draw.below(5), 60),
];

function mixed(draw: Draw): string {
  return Array.from({ length: 1 + draw.below(8) }, () => draw.pick(parts)(draw) + draw.pick(glue)).join('');
}

test.each([['usual kinds', kindDefaults] as const, ['all kinds', allOn] as const])(
  'the places looked at for %s are all at which anything is found',
  (_name, kinds) => {
    for (let seed = 0; seed < 4000; seed += 1) {
      const text = mixed(drawFrom(seed));
      expect(findSensitive(text, kinds)).toEqual(findSensitiveAt(text, kinds, everyPlace));
    }
  },
);

test('every token format is long enough to be looked for in long runs only', () => {
  expect(tokenFormats.filter(([, prefix, , lengthMin]) => prefix.length + lengthMin < 15)).toEqual([]);
  expect(tokenFormats.filter(([, prefix]) => !/^[\w./+=:~$-]+$/.test(prefix))).toEqual([]);
});

test('private keys that are opened often are closed by the line of their own label', () => {
  const key = (label: string) => `-----BEGIN ${label}-----\nMIIE\n`;
  const text = `${key('RSA PRIVATE KEY')}!${key('PRIVATE KEY')}\n-----END PRIVATE KEY----- tail`;
  const [first, second, ...rest] = findSensitive(text, kindDefaults);
  expect(text.slice(first?.start, first?.end)).toBe(key('RSA PRIVATE KEY'));
  expect(text.slice(second?.start)).toBe(`${text.slice(second?.start, second?.end)} tail`);
  expect(rest).toEqual([]);
});
