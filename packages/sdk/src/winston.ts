/** Winston transport into OpenTelemetry logs. */
export { SondeTransport } from './lib/winston-transport.ts';
