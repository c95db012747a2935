/** Finds network addresses; off unless asked for. */
import type { Finding } from './kinds.ts';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const V4 = new RegExp(`${OCTET}(?:\\.${OCTET}){3}(?![\\w]|\\.\\d)`, 'y');
/** The last two groups may be written as an IPv4 address. */
const V6 = new RegExp(
  `(?=[0-9A-Fa-f:]{0,40}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{0,39}:(?:${OCTET}(?:\\.${OCTET}){3}(?![\\w]|\\.\\d)|[0-9A-Fa-f]{0,4}(?![\\w:.]|:\\w))|(?=[0-9A-Fa-f:]{0,40}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{3,39}(?![\\w:])`,
  'y',
);

/** An escape, or the name of a field, which is no group of hexadecimal digits. */
const BEFORE = /\\[nrt]$|[g-zG-Z][a-z]{0,3}:$/;

/** @returns the IPv4 or IPv6 address that starts at a digit, a hexadecimal letter or `::`. @internal */
export function ipAddressAt(text: string, start: number): Finding | undefined {
  if (/[\w.:-]/.test(text.charAt(start - 1)) && !BEFORE.test(text.slice(Math.max(0, start - 6), start)))
    return undefined;
  V4.lastIndex = start;
  if (V4.test(text)) return { start, end: V4.lastIndex, kind: 'ip-address' };
  V6.lastIndex = start;
  return V6.test(text) && isV6(text.slice(start, V6.lastIndex))
    ? { start, end: V6.lastIndex, kind: 'ip-address' }
    : undefined;
}

/** RFC 4291: eight groups, or fewer with exactly one `::`. */
function isV6(address: string): boolean {
  if (!/\d/.test(address)) return address.split(':').length === 8;
  const groups = address.replace(/[\d]+\.[\d.]+$/, '0:0').split(':');
  const gaps = address.split('::').length - 1;
  if (groups.some((group) => group.length > 4) || address.includes(':::')) return false;
  const filled = groups.filter((group) => group !== '').length;
  return gaps === 0 ? filled === 8 : gaps === 1 && filled <= 7 && filled >= 1;
}
