/** Winston lines straight to Loki, with the options of the package winston-loki. */
export type { LokiCounts } from './lib/loki/loki-outlet.ts';
export { SondeLokiTransport, type SondeLokiTransportOptions } from './lib/loki/winston-loki-transport.ts';
