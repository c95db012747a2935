/** The case of an application with a tracer provider of its own. */
import { type Case, type Claim, observesOurs, oneTrace, spansNamed, type Told } from './case.ts';

const ours = ['execute_tool ours', 'execute_tool ours'];

/** What the application's own exporter and Sonde see, by who starts when. */
const seen: Readonly<Record<string, { readonly own: readonly string[]; readonly theirs: number }>> = {
  joined: { own: [...ours, 'theirs'], theirs: 1 },
  beside: { own: ['theirs'], theirs: 0 },
  before: { own: [], theirs: 1 },
};

/** Sonde's processors in the provider, Sonde beside it, and Sonde registered before it. */
export function besideProvider(title: string): Case {
  return {
    title,
    shared: ['beside-provider.mjs'],
    programs: Object.keys(seen).map((order) => ({
      title: order,
      command: ['node', 'beside-provider.mjs', order],
      claims: (told) => [...observesOurs(2)(told), oneTrace(told), ...sees(told, order)],
    })),
  };
}

function sees(told: Told, order: string): readonly Claim[] {
  const expected = seen[order];
  const { exported } = JSON.parse(told.stdout) as { readonly exported: readonly string[] };
  const theirs = spansNamed(told, 'theirs').length;
  return [
    ['the own exporter has what is its', exported.join() === expected?.own.join(), exported],
    ['Sonde has the span of others where it is in their provider', theirs === expected?.theirs, theirs],
  ];
}
