/** Takes over spools for as long as the process runs: siblings may die long after it started. */
import { runtime } from '@sonde/observe';
import type { Ledger } from '../spool/ledger.ts';
import { ADOPTED_MAX, adoptSpools } from './adopt-spools.ts';
import type { PostTarget } from './post.ts';
import type { Sender } from './sender.ts';

/** What is taken over, and how. */
export interface SpoolAdopterOptions {
  /** All spools of the service. */
  readonly serviceDirectory: string;
  /** This process's own spool, left alone. */
  readonly own: string;
  readonly target: PostTarget;
  readonly ledger: Ledger;
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
    const { serviceDirectory, own, target, ledger } = this.#options;
    const { senders } = this;
    try {
      const countMax = ADOPTED_MAX - senders.length;
      this.#senders = [...senders, ...adoptSpools(serviceDirectory, own, target, ledger, countMax)];
    } catch (error) {
      runtime.onInternalError('adopt spools', error);
    }
  }
}
