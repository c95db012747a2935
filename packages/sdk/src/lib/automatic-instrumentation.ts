/** Turns on `@sonde/instrumentation` where it is installed. It is optional, and no static dependency of the SDK. */
import { runtime } from '@sonde/observe';
import { loadOptional } from './optional-module.ts';

/** The package, and its hook for what is loaded from now on. */
export const instrumentationModules = {
  hook: '@sonde/instrumentation/hook',
  main: '@sonde/instrumentation',
} as const;

/** What the package offers. */
export interface Instrumentation {
  instrument(): unknown;
}

/** Looks from the application. Synchronous, so that it is in place when `register()` returns. */
export function instrumentFromApplication(): void {
  try {
    if (loadOptional(instrumentationModules.hook) === undefined) return;
    (loadOptional(instrumentationModules.main) as Instrumentation).instrument();
  } catch (error) {
    runtime.onInternalError('load instrumentation', error);
  }
}
