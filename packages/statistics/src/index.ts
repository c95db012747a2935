/** Pure maths for latencies: rolling baselines and the detection of lasting changes. */

export {
  type CompareLatenciesOptions,
  compareLatencies,
  type LatencyComparison,
} from './lib/compare-latencies.ts';
export {
  batchMediansOf,
  LatencyChangeDetector,
  type LatencyChangeDetectorOptions,
} from './lib/latency-change-detector.ts';
export type {
  LatencyChange,
  LatencyDetector,
  LatencyDetectorKind,
  LatencyDetectorSnapshot,
} from './lib/latency-detector.ts';
export {
  type BaselineSnapshot,
  type BaselineStatistics,
  RollingBaseline,
  type RollingBaselineOptions,
} from './lib/rolling-baseline.ts';
export { type Summary, summarise } from './lib/summarise.ts';
export { ThresholdDetector, type ThresholdDetectorOptions } from './lib/threshold-detector.ts';
