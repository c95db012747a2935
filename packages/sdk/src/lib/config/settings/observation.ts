/** Settings of what is seen of each call. */
import { detailLevels } from '@sonde/conventions';
import type { SettingDefinition } from './definition.ts';

export const observationSettings = {
  instrumentations: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'none'],
    env: ['SONDE_INSTRUMENTATIONS'],
    doc: 'auto watches every supported library if @sonde/instrumentation is installed.',
  },
  detail: {
    type: 'choice',
    default: '',
    choices: ['', ...detailLevels],
    env: ['SONDE_DETAIL'],
    doc: 'How much is observed: off, metadata, errors, full or debug. By default full without an endpoint, errors with one.',
  },
  captureOutputs: {
    type: 'boolean',
    default: false,
    env: ['SONDE_CAPTURE_OUTPUTS'],
    fileAliases: ['bugcatcher.tracking.outputs'],
    doc: 'Inputs and outputs on spans: the same as detail full.',
  },
  redaction: {
    type: 'boolean',
    default: true,
    env: ['SONDE_REDACTION'],
    doc: 'Masks secrets and personal data before anything reaches a disk or the wire.',
  },
  propagators: {
    type: 'list',
    default: ['tracecontext', 'baggage'],
    choices: ['tracecontext', 'baggage', 'none'],
    env: ['SONDE_PROPAGATORS', 'OTEL_PROPAGATORS'],
    doc: 'What is read from and written into the headers of requests between services.',
  },
} as const satisfies Record<string, SettingDefinition>;
