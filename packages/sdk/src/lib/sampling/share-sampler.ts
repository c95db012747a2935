/** Samplers of ours: by a share that may change, and by rates of single operations. */
import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';
import { ATTR_SONDE_SAMPLING_RATIO } from '@sonde/conventions';
import { operationKeyOf } from './operation-key.ts';
import type { OperationRates } from './operation-rates.ts';
import { isInShare } from './share.ts';

/** Keeps a share of traces by their id, and writes down how many each of them stands for. */
export class ShareSampler implements Sampler {
  readonly #shareOf: () => number;
  readonly #name: string;

  /** @param shareOf - Asked once a trace. */
  constructor(shareOf: () => number, name: string) {
    this.#shareOf = shareOf;
    this.#name = name;
  }

  shouldSample(_: Context, traceId: string): SamplingResult {
    return resultOf(traceId, this.#shareOf());
  }

  toString(): string {
    return this.#name;
  }
}

/** Decides traces that begin with an operation of a rate of its own; leaves the others to another sampler. */
export class RatedRootSampler implements Sampler {
  readonly #rates: OperationRates;
  readonly #otherwise: Sampler;

  constructor(rates: OperationRates, otherwise: Sampler) {
    this.#rates = rates;
    this.#otherwise = otherwise;
  }

  shouldSample(
    from: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const ratio = this.#rates.of(operationKeyOf(spanName, attributes));
    return ratio === undefined
      ? this.#otherwise.shouldSample(from, traceId, spanName, spanKind, attributes, links)
      : resultOf(traceId, ratio);
  }

  toString(): string {
    return `RatedRoot{${this.#otherwise.toString()}}`;
  }
}

/** Marks what a sampler keeps with the share that it keeps. */
export function resultOf(traceId: string, ratio: number): SamplingResult {
  const decision = isInShare(traceId, ratio)
    ? SamplingDecision.RECORD_AND_SAMPLED
    : SamplingDecision.NOT_RECORD;
  return ratio < 1 ? { decision, attributes: { [ATTR_SONDE_SAMPLING_RATIO]: ratio } } : { decision };
}
