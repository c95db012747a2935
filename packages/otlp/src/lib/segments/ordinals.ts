/** Ordinals of the resources or scopes of one segment. */
import { Buffer } from 'node:buffer';

/** Callers that pass ever new arrays must not grow the identity map without end; content stays known. */
const IDENTITIES_MAX = 1024;

/** Gives equal bytes the same ordinal, found by identity first (a few ns) and by content otherwise. */
export class Ordinals {
  #lastBytes: Uint8Array | undefined;
  #lastOrdinal = 0;
  readonly #byIdentity = new Map<Uint8Array, number>();
  readonly #byContent = new Map<string, number>();

  get count(): number {
    return this.#byContent.size;
  }

  /** Ordinal of these bytes, or −1 when they have none yet. */
  find(bytes: Uint8Array): number {
    if (bytes === this.#lastBytes) return this.#lastOrdinal;
    const ordinal = this.#byIdentity.get(bytes) ?? this.#byContent.get(contentKey(bytes));
    if (ordinal === undefined) return -1;
    this.#remember(bytes, ordinal);
    return ordinal;
  }

  /** Gives the next ordinal to bytes that have none. */
  add(bytes: Uint8Array): number {
    const ordinal = this.#byContent.size;
    this.#byContent.set(contentKey(bytes), ordinal);
    this.#remember(bytes, ordinal);
    return ordinal;
  }

  #remember(bytes: Uint8Array, ordinal: number): void {
    if (this.#byIdentity.size >= IDENTITIES_MAX) this.#byIdentity.clear();
    this.#byIdentity.set(bytes, ordinal);
    this.#lastBytes = bytes;
    this.#lastOrdinal = ordinal;
  }
}

function contentKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
