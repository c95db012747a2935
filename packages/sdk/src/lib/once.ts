/** Doing something one time. */

/** Runs an action the first time it is called, and nothing afterwards. */
export function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
