/** Bytes allocated while some work is done: of the main isolate, and outside its heap. */
import { GCProfiler, getHeapStatistics } from 'node:v8';

/** What was allocated. */
export interface Allocation {
  /** Objects, strings and small buffers. */
  readonly heapBytes: number;
  /** Buffers outside the heap; those made and freed between two collections are not seen. */
  readonly externalBytes: number;
}

interface Fill {
  readonly heapBytes: number;
  readonly externalBytes: number;
}

/** Collections that free memory; the profiler tells of their phases as well. */
const FREEING = /^(Scavenge|MinorMarkSweep|MarkSweepCompact)$/;

/**
 * Measures it, exactly as far as the heap goes: between two garbage collections the heap only grows, so what was
 * allocated is the sum of the growth from the end of each collection to the start of the next. Node 24 has no counter
 * of allocated bytes. Needs `--expose-gc`.
 */
export async function allocationOf(work: () => Promise<void>): Promise<Allocation> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('node was started without --expose-gc');
  gc();
  const profiler = new GCProfiler();
  profiler.start();
  let from = fillNow();
  await work();
  const end = fillNow();
  const total = { heapBytes: 0, externalBytes: 0 };
  const grow = (to: Fill): void => {
    total.heapBytes += to.heapBytes - from.heapBytes;
    total.externalBytes += Math.max(0, to.externalBytes - from.externalBytes);
  };
  for (const { gcType, beforeGC, afterGC } of profiler.stop().statistics) {
    if (!FREEING.test(gcType)) continue;
    grow(fillOf(beforeGC.heapStatistics));
    from = fillOf(afterGC.heapStatistics);
  }
  grow(end);
  return total;
}

function fillNow(): Fill {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return { heapBytes: used_heap_size, externalBytes: external_memory };
}

function fillOf({
  usedHeapSize,
  externalMemory,
}: {
  readonly usedHeapSize: number;
  readonly externalMemory: number;
}): Fill {
  return { heapBytes: usedHeapSize, externalBytes: externalMemory };
}
