/** Long work in turns, with the application's between them. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Says when to rest.
 *
 * @param turnMs - Longest work at a stretch.
 * @returns Called after every small step: something to wait for, or undefined to go on.
 */
export function inTurns(turnMs: number): () => Promise<void> | undefined {
  let turnEndsMs = performance.now() + turnMs;
  const rest = async () => {
    await nextTurn();
    turnEndsMs = performance.now() + turnMs;
  };
  return () => (performance.now() >= turnEndsMs ? rest() : undefined);
}
