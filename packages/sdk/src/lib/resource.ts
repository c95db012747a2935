/** The resource: what all telemetry of this process has in common. Host, user and arguments stay off it. */

import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_RUNTIME_NAME,
  ATTR_PROCESS_RUNTIME_VERSION,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  ATTR_TELEMETRY_SDK_LANGUAGE,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_VCS_REF_HEAD_REVISION,
} from '@sonde/conventions';
import { applicationPackage } from './config/environment.ts';
import type { SondeSettings } from './config/settings-table.ts';
import { gitRevision } from './git-revision.ts';
import { VERSION } from './version.ts';

/** Makes the resource of the settings; the application's package.json fills in name and version. */
export function resourceOf(settings: SondeSettings, instanceId: string): Resource {
  const application = applicationPackage();
  const given = settings.resourceAttributes;
  const version = settings.serviceVersion || given[ATTR_SERVICE_VERSION] || application.version;
  const revision = settings.revision || given[ATTR_VCS_REF_HEAD_REVISION] || gitRevision();
  return resourceFromAttributes({
    [ATTR_TELEMETRY_SDK_NAME]: 'opentelemetry',
    [ATTR_TELEMETRY_SDK_LANGUAGE]: 'nodejs',
    [ATTR_TELEMETRY_DISTRO_NAME]: 'sonde',
    [ATTR_TELEMETRY_DISTRO_VERSION]: VERSION,
    [ATTR_PROCESS_PID]: process.pid,
    [ATTR_PROCESS_RUNTIME_NAME]: 'nodejs',
    [ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
    ...given,
    [ATTR_SERVICE_NAME]: serviceNameOf(settings),
    [ATTR_SERVICE_INSTANCE_ID]: instanceId,
    ...(revision ? { [ATTR_VCS_REF_HEAD_REVISION]: revision } : {}),
    ...(version ? { [ATTR_SERVICE_VERSION]: version } : {}),
    ...(settings.environment ? { [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: settings.environment } : {}),
  });
}

/** The service name in force: setting, resource attribute, package name, or the conventions' fallback. */
export function serviceNameOf(settings: SondeSettings): string {
  return (
    settings.service ||
    settings.resourceAttributes[ATTR_SERVICE_NAME] ||
    applicationPackage().name ||
    'unknown_service:node'
  );
}
