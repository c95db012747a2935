/**
 * Importing this sees ES modules of observed libraries when they are loaded: `node --import @sonde/instrumentation/hook`.
 * It has to run before the application's own imports. `instrument()` then says what is observed.
 */
import { installLoaderHook } from './lib/loader-hook.ts';

installLoaderHook();
