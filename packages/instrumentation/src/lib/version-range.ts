/** Version ranges of the form `>=4 <9`: all that a table of supported libraries needs. */

/**
 * Tells whether a version lies in a range.
 *
 * @param version - `major.minor.patch`; a pre-release counts as its release.
 * @param range - Comparators `>=`, `>`, `<=`, `<` joined by spaces; missing parts are 0.
 * @returns False as well when the version cannot be read.
 */
export function inRange(version: string, range: string): boolean {
  const parts = partsOf(version);
  return parts !== undefined && range.split(' ').every((comparator) => matches(parts, comparator));
}

type Parts = readonly [number, number, number];

function partsOf(version: string): Parts | undefined {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : undefined;
}

function matches(version: Parts, comparator: string): boolean {
  const [, operator = '', bound = ''] = /^([<>]=?)(.+)$/.exec(comparator) ?? [];
  const limit = partsOf(bound);
  if (limit === undefined) return false;
  const order = compare(version, limit);
  return (operator.includes('=') && order === 0) || (operator.startsWith('>') ? order > 0 : order < 0);
}

function compare(a: Parts, b: Parts): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
