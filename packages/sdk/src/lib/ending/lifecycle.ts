/** The end of the process: whatever way it ends, what was observed reaches the spool, and the host ends as it would have. */
import { once } from '../once.ts';
import type { EndedBy } from '../open-spans/open-spans.ts';
import { watchRejections } from './unhandled-rejections.ts';

/** What is done at the end. */
export interface LifecycleActions {
  /** Writes what is staged; synchronous, for moments when nothing else runs any more. */
  flush(): void;
  /** Sends what can be sent within the drain time; never rejects. */
  drain(): Promise<void>;
  /** Records an error that nobody caught; `isFatal` unless the host keeps it from ending the process. */
  uncaught(error: unknown, isFatal: boolean): void;
  /** Ends what is open: the process ends before it. */
  endOpen(endedBy: EndedBy): void;
  /** Last words: the final ledger, the seal. */
  close(): void;
}

/** Another library that wants to be the last would move in turn for ever. */
const EXIT_MOVES_MAX = 100;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Listens to the ends of the process.
 *
 * @returns Stops listening.
 */
export function watchLifecycle(actions: LifecycleActions): () => void {
  // It fires again after every async work that it starts.
  const onBeforeExit = once(() => void actions.drain());
  let endedBy: EndedBy = 'process_exit';
  const onUncaught = (error: unknown) => {
    if (isFatal()) endedBy = 'uncaught';
    actions.uncaught(error, true);
    actions.flush();
  };
  const stopRejections = watchRejections((reason) => actions.uncaught(reason, false));
  const stopExit = watchExit(() => {
    actions.endOpen(endedBy);
    actions.close();
  });
  const stopSignals = watchSignals(actions, stop);
  function stop(): void {
    process.off('beforeExit', onBeforeExit).off('uncaughtExceptionMonitor', onUncaught);
    stopRejections();
    stopExit();
    stopSignals();
  }
  process.on('beforeExit', onBeforeExit).on('uncaughtExceptionMonitor', onUncaught);
  return stop;
}

/**
 * Listens to the exit behind the host, which may still record there. A listener that is added in the very tick that
 * ends the process comes too late to be let pass.
 *
 * @returns Stops listening.
 */
function watchExit(onExit: () => void): () => void {
  let watching = true;
  let moves = 0;
  let moving = false;
  const moveToEnd = () => {
    moving = false;
    if (watching) process.off('exit', onExit).on('exit', onExit);
  };
  const onNewListener = (event: string | symbol, listener: unknown) => {
    if (event !== 'exit' || listener === onExit || moving || moves >= EXIT_MOVES_MAX) return;
    moving = true;
    moves += 1;
    // Node tells of a listener before it adds it.
    process.nextTick(moveToEnd);
  };
  process.on('exit', onExit).on('newListener', onNewListener);
  return () => {
    watching = false;
    process.off('exit', onExit).off('newListener', onNewListener);
  };
}

/**
 * Listens to signals ahead of the host: one that listens by `once` would be gone by the time of a later listener.
 *
 * @returns Stops listening.
 */
function watchSignals(actions: LifecycleActions, stop: () => void): () => void {
  let watching = true;
  const onSignal = (signal: NodeJS.Signals) => {
    actions.flush();
    if (process.listenerCount(signal) > 1) stepAside(signal);
    else void endBySignal(signal, actions, stop);
  };
  const listen = (signal: NodeJS.Signals) => void process.prependListener(signal, onSignal);
  /** Listeners such as those of `signal-exit` end the process only when they find themselves alone. */
  const stepAside = (signal: NodeJS.Signals) => {
    process.off(signal, onSignal);
    setImmediate(() => watching && listen(signal)).unref();
  };
  signals.forEach(listen);
  return () => {
    watching = false;
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/**
 * Listening to a signal takes its default away: it is raised again. The first process of a container survives that,
 * as it would have without Sonde, and is watched on.
 */
async function endBySignal(
  signal: NodeJS.Signals,
  actions: LifecycleActions,
  stop: () => void,
): Promise<void> {
  // Without Sonde the process would have ended here.
  if (process.pid !== 1) actions.endOpen('signal');
  await actions.drain();
  if (process.pid === 1) return;
  actions.close();
  stop();
  process.kill(process.pid, signal);
}

/** False when the host takes uncaught errors, and may go on. */
function isFatal(): boolean {
  return process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback();
}
