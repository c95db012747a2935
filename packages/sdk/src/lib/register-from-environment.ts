/** Start without code: settings from environment and file, and automatic instrumentation when it is installed. */
import { isSondeError } from '@sonde/conventions';
import { runtime } from '@sonde/observe';
import { register } from './register.ts';

/** Names as variables: the package is optional, and must be no static dependency of the SDK. */
const instrumentation = '@sonde/instrumentation';
const loaderHook = '@sonde/instrumentation/hook';
const EXIT_CODE_CONFIG = 78;

/** Starts Sonde; a wrong setting ends the process with one clear message. */
export async function registerFromEnvironment(): Promise<void> {
  try {
    const { settings } = register();
    if (settings.enabled && settings.instrumentations === 'auto') await loadInstrumentation();
  } catch (error) {
    if (!isSondeError(error)) throw error;
    process.stderr.write(`sonde: ${error.message}\n  ${error.why}\n  ${error.fix}\n`);
    process.exit(EXIT_CODE_CONFIG);
  }
}

async function loadInstrumentation(): Promise<void> {
  try {
    await import(loaderHook);
    const { instrument } = (await import(instrumentation)) as { instrument: () => void };
    instrument();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND')
      runtime.onInternalError('load instrumentation', error);
  }
}
