/** The end of the process: whatever way it ends, what was observed reaches the spool, and the host ends as it would have. */

/** What is done at the end. */
export interface LifecycleActions {
  /** Writes what is staged; synchronous, for moments when nothing else runs any more. */
  flush(): void;
  /** Sends what can be sent within the drain time. */
  drain(): Promise<void>;
  /** Records an error that nobody caught. */
  uncaught(error: unknown): void;
  /** Last words: the final ledger, the seal. */
  close(): void;
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Listens to the ends of the process.
 *
 * @returns Stops listening.
 */
export function watchLifecycle(actions: LifecycleActions): () => void {
  const onBeforeExit = once(() => void actions.drain());
  const onSignal = (signal: NodeJS.Signals) => void endBySignal(signal, actions, stop);
  const onUncaught = (error: unknown) => {
    actions.uncaught(error);
    actions.flush();
  };
  const onExit = () => actions.close();
  function stop(): void {
    process.off('beforeExit', onBeforeExit).off('exit', onExit).off('uncaughtExceptionMonitor', onUncaught);
    for (const signal of signals) process.off(signal, onSignal);
  }
  process.on('beforeExit', onBeforeExit).on('exit', onExit).on('uncaughtExceptionMonitor', onUncaught);
  for (const signal of signals) process.on(signal, onSignal);
  return stop;
}

/** Listening to a signal takes its default away: it is raised again, unless the host has a handler of its own. */
async function endBySignal(
  signal: NodeJS.Signals,
  actions: LifecycleActions,
  stop: () => void,
): Promise<void> {
  actions.flush();
  const hostDecides = process.listenerCount(signal) > 1;
  if (hostDecides) return;
  await actions.drain();
  actions.close();
  stop();
  process.kill(process.pid, signal);
}

/** `beforeExit` fires again after every async work it starts. */
function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
