/** Winston transport into OpenTelemetry logs. */
export { SondeTransport, type SondeTransportOptions } from './lib/logs/winston-transport.ts';
