/** Start without code: settings from environment and file, and automatic instrumentation when it is installed. */
import { isSondeError } from '@sonde/conventions';
import { instrumentFromHere } from './automatic-instrumentation.ts';
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
