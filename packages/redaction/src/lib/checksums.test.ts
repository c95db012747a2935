import { expect, test } from '@jest/globals';
import { passesLuhn, passesMod97 } from './checksums.ts';

test.each(['4111111111111111', '378282246310005', '6011111111111117', '79927398713'])(
  '%s passes the Luhn check',
  (digits) => {
    expect(passesLuhn(digits)).toBe(true);
  },
);

test.each(['4111111111111112', '378282246310006', '79927398710'])('%s fails the Luhn check', (digits) => {
  expect(passesLuhn(digits)).toBe(false);
});

test.each(['GB82WEST12345698765432', 'DE89370400440532013000', 'no9386011117947'])(
  '%s passes the account check',
  (iban) => {
    expect(passesMod97(iban)).toBe(true);
  },
);

test.each(['GB82WEST12345698765431', 'DE88370400440532013000'])('%s fails the account check', (iban) => {
  expect(passesMod97(iban)).toBe(false);
});
