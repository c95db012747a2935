/** Which price a model has: aliases of providers, dated names, the longest name that fits. */
import type { ModelPrice, PriceTable } from './model-price.ts';

/** Whose models a provider also sells at the list price, or by what other name it is known. */
const soldBy: Readonly<Record<string, readonly string[]>> = {
  'azure.ai.openai': ['openai'],
  'azure.ai.inference': ['openai', 'mistral_ai', 'cohere', 'deepseek', 'x_ai'],
  'gcp.gemini': ['gcp.gen_ai'],
  'gcp.vertex_ai': ['gcp.gen_ai', 'anthropic', 'mistral_ai'],
  'gcp.gen_ai': ['anthropic'],
  google: ['gcp.gen_ai'],
  xai: ['x_ai'],
  mistral: ['mistral_ai'],
  moonshotai: ['moonshot_ai'],
};

/**
 * What may follow a model's name without making it another: dates, revisions of three digits or more, `latest`,
 * `preview`. Not a single digit: `claude-opus-4-9` would cost what `claude-opus-4` cost.
 */
const VERSION = /^(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{6,8}|\d{3,4}|latest|preview|default)|-v\d+(?::\d+)?)+$/;
/** Names that applications make up are endless: the memory of them starts anew. */
const FOUND_MAX = 1_000;

const found = new WeakMap<PriceTable, Map<string, ModelPrice | undefined>>();

/**
 * The price of a model; undefined when the table has none, which is not the same as 0.
 *
 * @param table - Prices.
 * @param model - Name as asked for or as answered; dated names and paths such as `models/<name>` are understood.
 * @param provider - Value of `gen_ai.provider.name`. Without one a model is found when a single provider has it.
 */
export function findPrice(
  table: PriceTable,
  model: string,
  provider: string | undefined,
): ModelPrice | undefined {
  let known = found.get(table);
  if (known === undefined) found.set(table, (known = new Map()));
  const key = `${provider ?? ''}\n${model}`;
  if (known.has(key)) return known.get(key);
  const price = provider === undefined ? onlyPrice(table, model) : priceOf(table, model, provider);
  if (known.size >= FOUND_MAX) known.clear();
  known.set(key, price);
  return price;
}

function priceOf(table: PriceTable, model: string, provider: string): ModelPrice | undefined {
  for (const seller of [provider, ...(soldBy[provider] ?? [])]) {
    const models = Object.hasOwn(table, seller) ? table[seller] : undefined;
    const price = models && longestMatch(models, model);
    if (price !== undefined) return price;
  }
  return undefined;
}

function onlyPrice(table: PriceTable, model: string): ModelPrice | undefined {
  const prices = Object.values(table).flatMap((models) => longestMatch(models, model) ?? []);
  return prices.length === 1 ? prices[0] : undefined;
}

function longestMatch(models: Readonly<Record<string, ModelPrice>>, written: string): ModelPrice | undefined {
  // With a vendor before a slash as with and without: `openai/gpt-oss-20b`, `models/gemini-2.5-pro`, an ARN.
  const names = [written.toLowerCase(), written.toLowerCase().slice(written.lastIndexOf('/') + 1)];
  let best = '';
  for (const candidate of Object.keys(models))
    if (candidate.length > best.length && names.some((name) => fits(candidate.toLowerCase(), name)))
      best = candidate;
  return best === '' ? undefined : models[best];
}

function fits(candidate: string, name: string): boolean {
  if (candidate.endsWith('*')) return name.startsWith(candidate.slice(0, -1));
  if (!name.startsWith(candidate)) return false;
  const rest = name.slice(candidate.length);
  return rest === '' || (rest.length <= 40 && VERSION.test(rest));
}
