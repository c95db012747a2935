/** Pino lines into OpenTelemetry logs. */
export { type PinoStream, type PinoStreamOptions, sondeStream } from './lib/logs/pino-stream.ts';
