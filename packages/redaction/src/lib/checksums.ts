/** Check digits that tell real numbers from digits that merely look like them. */

/**
 * Says whether digits pass the Luhn check (ISO/IEC 7812-1, annex B).
 * @internal
 * @param digits - digits only
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * Says whether an account number passes the check of ISO 13616: letters as 10 to 35, first four characters
 * moved to the end, remainder 1 modulo 97.
 * @internal
 * @param iban - letters and digits without spaces
 */
export function passesMod97(iban: string): boolean {
  const upper = iban.toUpperCase();
  const rearranged = upper.slice(4) + upper.slice(0, 4);
  let remainder = 0;
  for (let i = 0; i < rearranged.length; i += 1) {
    const value = Number.parseInt(rearranged.charAt(i), 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
