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
  detailSignal: {
    type: 'choice',
    default: '',
    choices: ['', 'SIGUSR2'],
    env: ['SONDE_DETAIL_SIGNAL'],
    doc: 'Signal that raises the detail to debug for a while. Without a listener of the application it would end the process.',
  },
  detailSignalMs: {
    type: 'number',
    default: 300_000,
    min: 1_000,
    max: 86_400_000,
    unit: 'ms',
    integer: true,
    env: ['SONDE_DETAIL_SIGNAL_MS'],
    doc: 'How long the detail stays raised after detailSignal.',
  },
  detailControl: {
    type: 'boolean',
    default: true,
    env: ['SONDE_DETAIL_CONTROL'],
    doc: 'Whether `sonde detail` may change the level of this process while it runs, by run/detail.json of the home.',
  },
  resourcesRatio: {
    type: 'number',
    default: 0,
    min: 0,
    max: 1,
    unit: 'ratio',
    env: ['SONDE_RESOURCES_RATIO'],
    doc: 'Share of the calls of every operation whose CPU, memory, I/O and event-loop delay are measured. At detail debug it is all of them.',
  },
  captureOutputs: {
    type: 'boolean',
    default: false,
    env: ['SONDE_CAPTURE_OUTPUTS', 'BUGCATCHER_TRACKING_OUTPUTS'],
    fileAliases: ['bugcatcher.tracking.outputs'],
    doc: 'Inputs and outputs on spans: the same as detail full.',
  },
  redaction: {
    type: 'boolean',
    default: true,
    env: ['SONDE_REDACTION'],
    doc: 'Masks secrets and personal data before anything reaches a disk or the wire.',
  },
  redactionIpAddresses: {
    type: 'boolean',
    default: false,
    env: ['SONDE_REDACTION_IP_ADDRESSES'],
    doc: 'Whether redaction masks IP addresses as well. They are needed too often to be masked unasked.',
  },
  redactionRules: {
    type: 'map',
    default: {},
    env: ['SONDE_REDACTION_RULES'],
    doc: 'Further kinds to mask, each with its regular expression: {"employee-id": "\\bE-\\d{5}\\b"}. Write /…/i for letters of either case. Expressions whose cost has no bound are refused.',
  },
  propagators: {
    type: 'list',
    default: ['tracecontext', 'baggage'],
    choices: ['tracecontext', 'baggage', 'none'],
    env: ['SONDE_PROPAGATORS', 'OTEL_PROPAGATORS'],
    doc: 'What is read from and written into the headers of requests between services.',
  },
} as const satisfies Record<string, SettingDefinition>;
