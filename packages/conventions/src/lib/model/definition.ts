/** The shape in which conventions are written down: data from which constants, docs and store columns come. */

/** Value type of an attribute on the wire. `any` is a structured OTLP AnyValue. */
export type AttributeType = 'string' | 'string[]' | 'int' | 'double' | 'boolean' | 'any';

/** How many distinct values to expect: `low` is safe as a metric or Loki label, `high` is not. */
export type Cardinality = 'low' | 'high';

/** One attribute name with its meaning. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  /** UCUM unit, where the value has one. */
  readonly unit?: string;
  /** (high) */
  readonly cardinality?: Cardinality;
  /** Holds what users or models wrote: redacted, and sent only at the detail levels that allow content. */
  readonly content?: true;
  readonly doc: string;
}

/** One event: a log record with an event name. */
export interface EventDefinition {
  readonly name: string;
  /** OTLP severity number. */
  readonly severityNumber: number;
  /** Attributes it may carry beside the ids of the request, where it has a fixed set. */
  readonly attributes?: readonly string[];
  readonly doc: string;
}

/** One metric instrument. */
export interface MetricDefinition {
  readonly name: string;
  readonly instrument: 'counter' | 'histogram' | 'gauge' | 'updowncounter';
  /** UCUM unit. */
  readonly unit: string;
  readonly attributes: readonly string[];
  /** Version of the GenAI conventions that names it so (every one). */
  readonly version?: 'v1.41' | 'latest';
  /** Upper bounds of the histogram buckets, in `unit`. */
  readonly buckets?: readonly number[];
  readonly doc: string;
}
