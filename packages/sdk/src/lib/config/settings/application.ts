/** Settings that say what runs: the resource of all telemetry. */
import type { SettingDefinition } from './definition.ts';

export const applicationSettings = {
  enabled: {
    type: 'boolean',
    default: true,
    env: ['SONDE_ENABLED'],
    doc: 'Switches Sonde on. OTEL_SDK_DISABLED=true switches it off as well.',
  },
  service: {
    type: 'string',
    default: '',
    env: ['SONDE_SERVICE', 'OTEL_SERVICE_NAME'],
    doc: 'Name of the application; by default the name in its package.json.',
  },
  serviceVersion: {
    type: 'string',
    default: '',
    env: ['SONDE_SERVICE_VERSION'],
    doc: 'Release of the application; by default the version in its package.json.',
  },
  revision: {
    type: 'string',
    default: '',
    env: [
      'SONDE_REVISION',
      'GITHUB_SHA',
      'CI_COMMIT_SHA',
      'VERCEL_GIT_COMMIT_SHA',
      'RENDER_GIT_COMMIT',
      'RAILWAY_GIT_COMMIT_SHA',
      'HEROKU_SLUG_COMMIT',
      'HEROKU_BUILD_COMMIT',
      'CF_PAGES_COMMIT_SHA',
      'KOYEB_GIT_SHA',
      'CODEBUILD_RESOLVED_SOURCE_VERSION',
      'BUILD_SOURCEVERSION',
      'BITBUCKET_COMMIT',
      'BUILDKITE_COMMIT',
      'CIRCLE_SHA1',
      'TRAVIS_COMMIT',
      'GIT_COMMIT',
    ],
    doc: 'Git commit it was built from; by default what CI and hosts say, else the commit that is checked out in the working directory.',
  },
  environment: {
    type: 'string',
    default: '',
    env: ['SONDE_ENVIRONMENT'],
    doc: 'Where it runs: production, staging, development, …',
  },
  resourceAttributes: {
    type: 'map',
    default: {},
    env: ['OTEL_RESOURCE_ATTRIBUTES'],
    doc: 'Further attributes of the resource, as key=value pairs with commas between.',
  },
} as const satisfies Record<string, SettingDefinition>;
