/** Ratchets: what was there before a rule is tolerated, may shrink, and may not grow. */
import type { Finding } from './tree.ts';

/** Per claim and file: how many findings, or which length, is tolerated. */
export type Tolerated = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Findings per file: their number, or for rules about size the largest. */
export function amounts(findings: readonly Finding[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { path, amount } of findings) {
    result[path] = amount === undefined ? (result[path] ?? 0) + 1 : Math.max(result[path] ?? 0, amount);
  }
  return result;
}

/** What goes beyond the tolerated amounts, and amounts that can be lowered because the code became better. */
export function judge(findings: readonly Finding[], tolerated: Readonly<Record<string, number>>): string[] {
  const actual = amounts(findings);
  const worse = findings
    .filter(({ path }) => (actual[path] ?? 0) > (tolerated[path] ?? 0))
    .map(({ path, message }) => `${path}: ${message}`);
  const better = Object.entries(tolerated)
    .filter(([path, amount]) => (actual[path] ?? 0) < amount)
    .map(
      ([path, amount]) =>
        `${path}: ${amount} is tolerated, ${actual[path] ?? 0} is there: npm run tidy:lower`,
    );
  return [...worse, ...better];
}

/** The tolerated amounts lowered to what is there; nothing is added or raised. */
export function lowered(
  findings: readonly Finding[],
  tolerated: Readonly<Record<string, number>>,
): Record<string, number> {
  const actual = amounts(findings);
  return Object.fromEntries(
    Object.entries(tolerated)
      .map(([path, amount]) => [path, Math.min(amount, actual[path] ?? 0)] as const)
      .filter(([, amount]) => amount > 0),
  );
}
