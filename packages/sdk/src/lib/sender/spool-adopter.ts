/** Takes over spools for as long as the process runs: siblings may die long after it started. */
import { runtime } from '@sonde/observe';
import { ADOPTED_MAX, type Adoption, adoptSpools } from './adopt-spools.ts';
import type { Sender } from './sender.ts';

/** What is taken over, and how. */
export interface SpoolAdopterOptions extends Omit<Adoption, 'countMax'> {
  /** Between two looks at the siblings, in ms (30 s: as often as writers show that they live). */
  readonly intervalMs?: number;
}

const INTERVAL_MS = 30_000;

/** Looks for dead processes' spools now and then; does not keep the process alive. */
export class SpoolAdopter {
  readonly #options: SpoolAdopterOptions;
  readonly #timer: NodeJS.Timeout;
  #senders: readonly Sender[] = [];

  constructor(options: SpoolAdopterOptions) {
    this.#options = options;
    this.#adopt();
    this.#timer = setInterval(() => this.#adopt(), options.intervalMs ?? INTERVAL_MS).unref();
  }

  /** Those at work. */
  get senders(): readonly Sender[] {
    this.#senders = this.#senders.filter(({ stopped }) => !stopped);
    return this.#senders;
  }

  /** Sends what is taken over, and takes over more for as long as there is time. */
  async drain(withinMs: number): Promise<void> {
    const deadlineMs = performance.now() + withinMs;
    while (this.senders.length > 0) {
      await Promise.all(this.senders.map((sender) => sender.drain(deadlineMs - performance.now())));
      if (this.senders.length > 0) return;
      this.#adopt();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const sender of this.#senders) sender.stop();
  }

  #adopt(): void {
    const { senders } = this;
    try {
      const countMax = ADOPTED_MAX - senders.length;
      this.#senders = [...senders, ...adoptSpools({ ...this.#options, countMax })];
    } catch (error) {
      runtime.onInternalError('adopt spools', error);
    }
  }
}
