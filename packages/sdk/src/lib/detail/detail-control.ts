/** Changing the level of detail of a running process from outside: by the control file of the home, and by a signal. */
import { lstatSync } from 'node:fs';
import { setDetail, setResourcesRatio } from '@sonde/observe';
import type { SondeSettings } from '../config/settings-table.ts';
import { guarded } from '../guarded.ts';
import { homeDirectory } from '../home.ts';
import { serviceNameOf } from '../resource.ts';
import { type DetailRequest, detailFile, readDetailRequests } from './detail-requests.ts';

/** What is listened to. */
export interface DetailControlOptions {
  readonly home: string;
  readonly service: string;
  /** Whether the control file is looked at. */
  readonly byFile: boolean;
  /** Empty: none. */
  readonly signal: '' | 'SIGUSR2';
  /** How long a signal raises the level. */
  readonly signalMs: number;
}

/** One look is one `lstat`: 5 µs. */
const INTERVAL_MS = 2_000;

/**
 * Sets the level of the settings, and follows what changes it.
 *
 * @returns Stops following, and takes back what was set.
 */
export function controlDetail(settings: SondeSettings): () => void {
  setDetail(settings.detail);
  setResourcesRatio(settings.resourcesRatio);
  const stop = followDetailControl({
    home: homeDirectory(settings.home),
    service: serviceNameOf(settings),
    byFile: settings.detailControl,
    signal: settings.detailSignal,
    signalMs: settings.detailSignalMs,
  });
  return () => {
    stop();
    setResourcesRatio(0);
  };
}

/**
 * Follows both.
 *
 * @returns Stops following.
 */
export function followDetailControl(options: DetailControlOptions): () => void {
  const stops = [
    options.byFile ? followFile(options) : undefined,
    options.signal === '' ? undefined : followSignal(options.signal, options.signalMs),
  ];
  return () => {
    for (const stop of stops) stop?.();
  };
}

function followFile({ home, service }: DetailControlOptions): () => void {
  const file = detailFile(home);
  let identity = '';
  let applied: readonly DetailRequest[] = [];
  const takeBack = () => {
    for (const { operation, sessionId } of applied) setDetail(undefined, targetOf(operation, sessionId, 0));
  };
  const look = () => {
    const now = identityOf(file);
    if (now === identity) return;
    identity = now;
    const requests = readDetailRequests(home).filter((request) => (request.service ?? service) === service);
    takeBack();
    const nowTimeMs = Date.now();
    for (const { level, operation, sessionId, untilTimeMs } of requests)
      setDetail(level, targetOf(operation, sessionId, untilTimeMs - nowTimeMs));
    applied = requests;
  };
  guarded('control detail', look);
  const timer = setInterval(() => guarded('control detail', look), INTERVAL_MS).unref();
  return () => {
    clearInterval(timer);
    takeBack();
  };
}

function targetOf(operation: string | undefined, sessionId: string | undefined, forMs: number) {
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(sessionId === undefined ? {} : { sessionId }),
    forMs,
  };
}

/** Beside the application's own listeners, whose handling stays what it is. Windows has no such signal. */
function followSignal(signal: 'SIGUSR2', forMs: number): () => void {
  const raise = () => {
    setDetail('debug', { forMs });
    process.emitWarning(`${signal} raised the level of detail to debug for ${forMs / 1_000} s.`, {
      type: 'SondeWarning',
      code: 'DETAIL_RAISED',
    });
  };
  guarded('control detail', () => process.on(signal, raise));
  return () => void process.off(signal, raise);
}

/** Changes when the file is replaced or removed. */
function identityOf(file: string): string {
  const status = lstatSync(file, { throwIfNoEntry: false });
  return status === undefined ? '' : `${status.ino} ${status.mtimeMs} ${status.size}`;
}
