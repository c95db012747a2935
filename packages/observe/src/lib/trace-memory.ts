/** What finished recently in each trace: the context of a later failure. Bounded in traces, operations and units. */
import type { Captured } from './capture.ts';

/** An operation that ended. */
export interface CompletedOperation {
  readonly name: string;
  readonly kind: string;
  readonly spanId: string;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly output: Captured | undefined;
  /** Units that `output` takes. */
  readonly outputSize: number;
}

/** Bounds of a {@link TraceMemory}. */
export interface TraceMemoryOptions {
  /** Traces kept, least recently used dropped first (100). */
  readonly tracesMax?: number;
  /** Operations kept of each trace, newest (20). */
  readonly operationsMax?: number;
  /** Units of outputs kept in all, an upper bound on ASCII bytes (8 Mi). */
  readonly outputSizeMax?: number;
}

/** Remembers completed operations by trace. */
export class TraceMemory {
  readonly #tracesMax: number;
  readonly #operationsMax: number;
  readonly #outputSizeMax: number;
  /** In order of use, the least recently used first. */
  readonly #traces = new Map<string, CompletedOperation[]>();
  #outputSize = 0;
  /** Traces dropped because of a bound. */
  evictedCount = 0;

  constructor(options: TraceMemoryOptions = {}) {
    this.#tracesMax = options.tracesMax ?? 100;
    this.#operationsMax = options.operationsMax ?? 20;
    this.#outputSizeMax = options.outputSizeMax ?? 8 * 1024 * 1024;
  }

  /** Adds an operation to its trace, which becomes the most recently used. */
  add(traceId: string, operation: CompletedOperation): void {
    const operations = this.#traces.get(traceId) ?? [];
    if (operations.length > 0) this.#traces.delete(traceId);
    this.#traces.set(traceId, operations);
    operations.push(operation);
    this.#outputSize += operation.outputSize;
    if (operations.length > this.#operationsMax) this.#outputSize -= operations.shift()?.outputSize ?? 0;
    this.#evict();
  }

  /** What ended in a trace, oldest first. */
  completed(traceId: string): readonly CompletedOperation[] {
    return this.#traces.get(traceId) ?? [];
  }

  /** Forgets a trace, because its root has ended. */
  forget(traceId: string): void {
    const operations = this.#traces.get(traceId);
    if (operations === undefined) return;
    for (const { outputSize } of operations) this.#outputSize -= outputSize;
    this.#traces.delete(traceId);
  }

  #evict(): void {
    while (
      this.#traces.size > this.#tracesMax ||
      (this.#outputSize > this.#outputSizeMax && this.#traces.size > 1)
    ) {
      const [oldest] = this.#traces.keys();
      if (oldest === undefined) return;
      this.forget(oldest);
      this.evictedCount += 1;
    }
  }
}
