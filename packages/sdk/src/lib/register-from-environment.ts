/** Start without code: settings from environment and file, and automatic instrumentation when it is installed. */
import { isSondeError } from '@sonde/conventions';
import { runtime } from '@sonde/observe';
import { type Instrumentation, instrumentationModules } from './automatic-instrumentation.ts';
import { register } from './register.ts';

const EXIT_CODE_CONFIG = 78;

/** Starts Sonde; a wrong setting ends the process with one clear message. */
export async function registerFromEnvironment(): Promise<void> {
  try {
    const { settings } = register();
    if (settings.enabled && settings.instrumentations === 'auto') await instrumentFromHere();
  } catch (error) {
    if (!isSondeError(error)) throw error;
    process.stderr.write(`sonde: ${error.message}\n  ${error.why}\n  ${error.fix}\n`);
    process.exit(EXIT_CODE_CONFIG);
  }
}

/** Looks from the SDK itself, where both were installed apart from the application. */
async function instrumentFromHere(): Promise<void> {
  const { hook, main } = instrumentationModules;
  try {
    await import(hook);
    ((await import(main)) as Instrumentation).instrument();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND')
      runtime.onInternalError('load instrumentation', error);
  }
}
