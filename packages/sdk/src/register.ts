/** `node --import @sonde/sdk/register app.js`: starts Sonde before the application, with no change to its code. */
import { registerFromEnvironment } from './lib/register-from-environment.ts';

// Node waits for this before it loads the application: hooks have to be in place by then.
await registerFromEnvironment();
