// Installs Sonde a second time, below the plug-in, then runs the application.
import { cpSync } from 'node:fs';

cpSync('node_modules', 'plugin/node_modules', { recursive: true, dereference: true });
await import('./app.mjs');
