/** Settings that follow from others, unless they were written themselves. */
import type { Environment } from './environment.ts';

type Values = Readonly<Record<string, unknown>>;
type WrittenKeys = Readonly<Record<string, { readonly value: unknown; readonly key: string } | undefined>>;

/** What follows, and what of it is said at the start because it may surprise. */
export interface Derivation {
  readonly derived: Values;
  readonly notes: readonly string[];
}

/**
 * @param values - Every setting, as written or by default.
 * @param written - Those that were written.
 */
export function derivedSettings(values: Values, written: WrittenKeys, environment: Environment): Derivation {
  const detector = detectorOf(values, written);
  const sampler = samplerOf(values, written);
  return {
    derived: {
      enabled: values['enabled'] === true && environment['OTEL_SDK_DISABLED'] !== 'true',
      detail: detailOf(values, environment),
      latencyDetector: detector.value,
      latencyThresholdRatio:
        written['latencyThresholdRatio']?.value ?? (detector.value === 'threshold' ? 0.2 : 0.1),
      sampler: sampler.value,
    },
    notes: [detector, sampler].flatMap(({ note }) => note ?? []),
  };
}

interface Chosen {
  readonly value: unknown;
  readonly note?: string;
}

function detectorOf(values: Values, written: WrittenKeys): Chosen {
  if (written['latencyDetector'] !== undefined) return { value: values['latencyDetector'] };
  const classic = written['latencyWindowSize'] ?? written['latencySamplesMin'];
  if (classic === undefined) return { value: 'cusum' };
  const note = `${classic.key} chooses the latency detector threshold. Set latencyDetector to say so, or to cusum to keep the default.`;
  return { value: 'threshold', note };
}

/** OpenTelemetry passes over an argument without a sampler. */
function samplerOf(values: Values, written: WrittenKeys): Chosen {
  if (written['sampler'] !== undefined) return { value: values['sampler'] };
  const chosen = written['samplerTargetPerSecond'] ?? written['samplerRatio'];
  if (chosen === undefined || chosen.key.startsWith('OTEL_')) return { value: values['sampler'] };
  const value = chosen === written['samplerTargetPerSecond'] ? 'adaptive' : 'parentbased_traceidratio';
  return { value, note: `${chosen.key} chooses the sampler ${value}. Set sampler to say so.` };
}

function detailOf(values: Values, environment: Environment): unknown {
  if (values['detail'] !== '') return values['detail'];
  if (values['captureOutputs'] === true) return 'full';
  const genAi = environment['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT']?.toLowerCase();
  if (genAi === 'true' || genAi === 'false') return genAi === 'true' ? 'full' : 'metadata';
  return values['endpoint'] === '' ? 'full' : 'errors';
}
