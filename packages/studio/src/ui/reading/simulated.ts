/** Which services run on a simulated model, so that nobody takes a demonstration for a measurement. */
import { computed, signal } from '@preact/signals';
import { ATTR_DEMO_LLM_MODE } from '@sonde/conventions';
import type { JsonMap, SpanSummary } from '@sonde/store/reader';
import { useEffect } from 'preact/hooks';
import { read } from './read.ts';

const simulated = signal<ReadonlySet<string>>(new Set());
const shown = signal<readonly string[]>([]);

/** Services shown now that run on a simulated model. */
export const simulatedServices = computed(() =>
  shown.value.filter((service) => simulated.value.has(service)),
);

/** Services shown so far in this page, for filters: asking the store for all would make lists wait. */
export const seenServices = signal<readonly string[]>([]);

const asked = new Set<string>();
const servicesMax = 200;

/** Learns from the resource of a span that has been read anyway. */
export function learnResource(service: string, resource: JsonMap): void {
  if (resource[ATTR_DEMO_LLM_MODE] !== 'simulated' || simulated.value.has(service)) return;
  simulated.value = new Set([...simulated.value, service]);
}

/** Tells which services the view shows; each is asked once, by its newest LLM call. */
export function useShownServices(services: readonly string[]): void {
  const distinct = [...new Set(services)].sort();
  useEffect(() => {
    shown.value = distinct;
    seenServices.value = [...new Set([...seenServices.value, ...distinct])].slice(0, servicesMax);
    void learnServices(distinct);
  }, [distinct.join('\n')]);
}

async function learnServices(services: readonly string[]): Promise<void> {
  const fresh = services.filter((service) => !asked.has(service)).slice(0, servicesMax - asked.size);
  for (const service of fresh) asked.add(service);
  await Promise.all(fresh.map(learnService));
}

async function learnService(service: string): Promise<void> {
  try {
    const newest = (await newestSpan(service, 'llm')) ?? (await newestSpan(service));
    const span = newest && (await read('span', { traceId: newest.traceId, spanId: newest.spanId }));
    if (span) learnResource(service, span.resource);
  } catch {
    asked.delete(service);
  }
}

async function newestSpan(service: string, kind?: string): Promise<SpanSummary | undefined> {
  return (await read('spans', { service, limit: 1, ...(kind && { kind }) }))?.items[0];
}
