/** A `NodeSDK` with Sonde in it. */
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { SondeError } from '@sonde/conventions';
import type { SondeConfig } from '../config/settings-table.ts';
import { loadOptional } from '../optional-module.ts';
import { type SondeNodeSdkConfiguration, sondeConfiguration } from './sonde-configuration.ts';

const name = '@opentelemetry/sdk-node';

interface NodeSdkModule {
  readonly NodeSDK: new (configuration: SondeNodeSdkConfiguration) => NodeSDK;
}

/**
 * A `NodeSDK` of `@opentelemetry/sdk-node`, ready to start: what `register` does, on its providers.
 *
 * @param config - Settings, as for `register`.
 * @throws SondeError NODE_SDK_MISSING when `@opentelemetry/sdk-node` is not installed; as `register` for settings.
 * @example
 * const sdk = sondeNodeSdk({ service: 'atlas' });
 * sdk.start();
 */
export function sondeNodeSdk(config: SondeConfig = {}): NodeSDK {
  const found = loadOptional(name) as NodeSdkModule | undefined;
  if (found === undefined)
    throw new SondeError('NODE_SDK_MISSING', `${name} is not installed beside the application.`);
  return new found.NodeSDK(sondeConfiguration(config));
}
