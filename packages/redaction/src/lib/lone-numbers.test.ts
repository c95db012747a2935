import { describe, expect, test } from '@jest/globals';
import { drawPhone, phoneForms, phoneSurroundings } from '../../fixtures/phone-numbers.ts';
import { drawFrom } from '../../fixtures/random-text.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();

/** What is left of a number: two digits or more of it that stand together. */
function leftOf(number: string, masked: string, frame: string): string[] {
  const groups = number.match(/\d{2,}/g) ?? [];
  return groups.filter((group) => masked.split(group).length > frame.split(group).length);
}

describe('telephone numbers', () => {
  test.each(Object.entries(phoneForms))('of %s are masked to their last digit', (_country, forms) => {
    const left = forms.flatMap((form, seed) => {
      const number = drawPhone(form, drawFrom(seed));
      return Object.values(phoneSurroundings).flatMap((around) => {
        const masked = redactor.text(around(number)).replace(/\[REDACTED:[^\]]*\]/g, '');
        return leftOf(number, masked, around('')).length === 0 ? [] : [around(number)];
      });
    });
    expect(left).toEqual([]);
  });

  test.each([
    'En 2023 se vendieron 612 345 678 unidades',
    'el gasto de 612 345 678 euros',
    'a total of 612 345 678.',
    'dimensions 4 612 34 56 78 12',
    'took 372 34 4781 rows',
    'sizes: 512 64 2048',
    '982 002 493 535 m',
    '07 108 109 110 111 112 113',
    'Ticket 030-12345-59 is closed',
    '655 000 000',
    'v3 347 1234567 kB',
  ])('numbers of another kind stay: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

test.each([
  '372 34 4781',
  '"372 34 4781"',
  'It is 372 34 4781, I think.',
  '| 372 34 4781 |',
  'id=372-34-4781',
])('a social security number with blanks or hyphens is masked: %s', (text) => {
  expect(redactor.text(text)).toMatch(/\[REDACTED:ssn\]/);
  expect(redactor.text(text)).not.toMatch(/\d/);
});
