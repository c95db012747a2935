/** Hears of rejections that nobody handles, where the host keeps them from ending the process. */
import { unhandledRejectionsMode } from '../config/environment.ts';

const EVENT = 'unhandledRejection';

/**
 * Listens to unhandled rejections beside the host's own listeners, and only as long as there are some: a listener alone
 * would keep the process alive that Node ends. Where Node ends it, `uncaughtExceptionMonitor` tells. In the modes `none`
 * and `warn` a listener changes nothing, and is always there.
 *
 * @returns Stops listening.
 */
export function watchRejections(onRejection: (reason: unknown) => void): () => void {
  const listenAlways = ['none', 'warn'].includes(unhandledRejectionsMode());
  let listening = false;
  const listener = (reason: unknown) => onRejection(reason);
  const listen = () => {
    listening = true;
    process.prependListener(EVENT, listener);
  };
  // Told before the host's listener is there: this one comes first, and sees the rejection in the host's place.
  const onAdded = (event: string | symbol, added: unknown) => {
    if (event === EVENT && !listening && added !== listener) listen();
  };
  const onRemoved = (event: string | symbol, removed: unknown) => {
    if (event !== EVENT) return;
    if (removed === listener) listening = false;
    else if (listening && !listenAlways && process.listenerCount(EVENT) === 1) process.off(EVENT, listener);
  };
  if (listenAlways || process.listenerCount(EVENT) > 0) listen();
  process.on('newListener', onAdded).on('removeListener', onRemoved);
  return () => {
    process.off('newListener', onAdded).off('removeListener', onRemoved).off(EVENT, listener);
  };
}
