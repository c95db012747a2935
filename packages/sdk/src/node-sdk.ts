/** Sonde on `NodeSDK` of `@opentelemetry/sdk-node`. */
export { type SondeNodeSdkConfiguration, sondeConfiguration } from './lib/node-sdk/sonde-configuration.ts';
export { sondeNodeSdk } from './lib/node-sdk/sonde-node-sdk.ts';
