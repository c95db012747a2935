/** Undoes what was started, last first. AsyncDisposableStack does the same, but Node 22 does not have it. */

/** What has to be closed. */
export class Closers {
  readonly #closers: (() => Promise<void>)[] = [];
  #closing: Promise<void> | undefined;

  /** Adds one; it is called before those added earlier. */
  defer(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /**
   * Closes everything, whatever fails on the way; a second call waits for the first.
   *
   * @throws the first failure, when everything has been tried.
   */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.toReversed()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
