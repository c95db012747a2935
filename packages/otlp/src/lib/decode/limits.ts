/** Bounds of decoding, and the errors of exceeding them. */
import { SondeError } from '@sonde/conventions';

/** Bounds that protect who decodes. The body itself is bounded by whoever receives it. */
export interface DecodeLimits {
  /** Spans, log records or metrics in one request (100,000). */
  readonly recordsMax: number;
  /** Objects of all kinds in one request: records, events, links, points, values (1,000,000). */
  readonly itemsMax: number;
  /** Attributes of one record, event, link, point, resource or scope (1,024). */
  readonly attributesMax: number;
  /** Events, links or points of one record (10,000). */
  readonly childrenMax: number;
  /** Buckets of one histogram point (16,384). */
  readonly bucketsMax: number;
  /** Nesting of one value (32). */
  readonly depthMax: number;
  /** One text or byte value, in bytes (4 MiB); twice the text of an encoder's longest value and more. */
  readonly valueBytesMax: number;
}

/** The limits in force where a caller gives none. */
export const defaultDecodeLimits: DecodeLimits = {
  recordsMax: 100_000,
  itemsMax: 1_000_000,
  attributesMax: 1024,
  childrenMax: 10_000,
  bucketsMax: 16_384,
  depthMax: 32,
  valueBytesMax: 4 * 1024 * 1024,
};

/** Counts one request against its limits. @internal */
export class DecodeBudget {
  readonly limits: DecodeLimits;
  #items = 0;
  #records = 0;

  constructor(limits: Partial<DecodeLimits> | undefined) {
    this.limits = { ...defaultDecodeLimits, ...limits };
  }

  takeItem(): void {
    if (++this.#items > this.limits.itemsMax) throw exceeded('itemsMax', this.limits, 'items in one request');
  }

  takeRecord(): void {
    this.takeItem();
    if (++this.#records > this.limits.recordsMax) {
      throw exceeded('recordsMax', this.limits, 'records in one request');
    }
  }

  /** Checks the count a list is about to reach. */
  checkCount(name: 'attributesMax' | 'childrenMax' | 'bucketsMax', count: number): void {
    if (count > this.limits[name]) throw exceeded(name, this.limits, countUnits[name]);
  }

  checkDepth(depth: number): void {
    if (depth > this.limits.depthMax) throw exceeded('depthMax', this.limits, 'levels of nesting in a value');
  }

  checkBytes(bytes: number): void {
    if (bytes > this.limits.valueBytesMax) throw exceeded('valueBytesMax', this.limits, 'bytes in one value');
  }
}

const countUnits = {
  attributesMax: 'attributes of one owner',
  childrenMax: 'events, links or points of one record',
  bucketsMax: 'buckets of one point',
} as const;

function exceeded(name: keyof DecodeLimits, limits: DecodeLimits, unit: string): SondeError {
  return new SondeError('OTLP_LIMIT_EXCEEDED', `more than ${limits[name]} ${unit} (${name})`);
}

/** The error of bytes or JSON that are no OTLP. @internal */
export function malformed(what: string): SondeError {
  return new SondeError('OTLP_MALFORMED', what);
}
