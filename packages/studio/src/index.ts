/** The local server of Sonde: OTLP receiver, spool tail, query API and viewer. */
export type { ReceiverFigures, SpoolFigures, StudioAbout } from './lib/app/about.ts';
export { type Studio, type StudioOptions, startStudio } from './lib/studio.ts';
