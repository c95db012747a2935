/** Bounds the bytes that all requests hold in memory together. */
import { SondeError } from '@sonde/conventions';

/** What one request holds of a budget. */
export interface ByteLease {
  /** Takes more. @throws SondeError `STORE_UNAVAILABLE` when the budget is spent. */
  take(sizeBytes: number): void;
  /** Gives everything back; safe to call twice. */
  release(): void;
}

/** A number of bytes that requests share. */
export class ByteBudget {
  readonly #sizeMaxBytes: number;
  #takenBytes = 0;
  #refusedCount = 0;

  /** @param sizeMaxBytes - Most bytes taken at one time. */
  constructor(sizeMaxBytes: number) {
    this.#sizeMaxBytes = sizeMaxBytes;
  }

  /** Bytes taken now. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** How often something was refused. */
  get refusedCount(): number {
    return this.#refusedCount;
  }

  /** Opens a lease of nothing. */
  lease(): ByteLease {
    let heldBytes = 0;
    return {
      take: (sizeBytes) => {
        this.#take(sizeBytes);
        heldBytes += sizeBytes;
      },
      release: () => {
        this.#takenBytes -= heldBytes;
        heldBytes = 0;
      },
    };
  }

  #take(sizeBytes: number): void {
    if (this.#takenBytes + sizeBytes > this.#sizeMaxBytes) {
      this.#refusedCount += 1;
      throw new SondeError(
        'STORE_UNAVAILABLE',
        `Requests in flight hold ${this.#takenBytes} bytes; ${sizeBytes} more would pass the limit of ${this.#sizeMaxBytes}.`,
      );
    }
    this.#takenBytes += sizeBytes;
  }
}
