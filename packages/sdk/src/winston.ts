/** Winston transport into OpenTelemetry logs. */
export { SondeTransport, type SondeTransportOptions } from './lib/winston-transport.ts';
