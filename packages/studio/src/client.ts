/** What a program needs to ask a running studio, without loading the server. */
export type { StudioAbout } from './lib/app/about.ts';
export { connectStudio, type StudioClient } from './lib/client/connect-studio.ts';
export { loginUrl } from './lib/client/studio-address.ts';
