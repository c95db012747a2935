/** Names, units and meaning of everything Sonde emits, as data. */

export { bundledPrices } from './lib/cost/bundled-prices.ts';
export { costOf, type TokenUsage } from './lib/cost/cost-of.ts';
export { costOfSpan, usageOfSpan } from './lib/cost/cost-of-span.ts';
export { findPrice } from './lib/cost/find-price.ts';
export {
  type LongContextPrice,
  type ModelPrice,
  mergePrices,
  type PriceTable,
  priceFields,
} from './lib/cost/model-price.ts';
export {
  type DerivedEvent,
  deriveEvents,
  type EndedOperation,
  type EventGroup,
} from './lib/derive-events.ts';
export { type DetailLevel, detailAtLeast, detailLevels } from './lib/detail-levels.ts';
export {
  type ErrorCode,
  type ErrorDefinition,
  errorCatalogue,
  isSondeError,
  SondeError,
} from './lib/errors.ts';
export { exceptionFingerprint, type FingerprintInput, maskMessage } from './lib/fingerprint.ts';
export * from './lib/generated/attributes.ts';
export * from './lib/generated/events.ts';
export * from './lib/generated/metrics.ts';
export { kindOfOperation, vectorAction } from './lib/kind-of-operation.ts';
export type {
  AttributeDefinition,
  AttributeType,
  Cardinality,
  EventDefinition,
  MetricDefinition,
} from './lib/model/definition.ts';
export { attributes, events, metrics } from './lib/model/index.ts';
export {
  type Layer,
  type OperationKind,
  type OperationKindDefinition,
  operationKinds,
} from './lib/operation-kinds.ts';
export { prometheusName } from './lib/prometheus-name.ts';
export { framesAt, onceByFrames } from './lib/stack-frames.ts';
