/** Encodes telemetry once, at its end, redacted, straight into the spool. */
import {
  type ByteWriter,
  type EncodableLogRecord,
  type EncodableMetric,
  type EncodableSpan,
  encodeLogRecord,
  encodeMetric,
  encodeResource,
  encodeScope,
  encodeSpan,
  type Signal,
  type TextFilter,
} from '@sonde/otlp';
import type { RecordKind } from '@sonde/otlp/segments';
import type { Ledger } from './spool/ledger.ts';

/** A resource as every signal of the OpenTelemetry SDK carries it. */
export interface CarriedResource {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly schemaUrl?: string | undefined;
}

/** A scope as every signal carries it. */
export interface CarriedScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
}

/** Where encoded records go. */
export interface RecordSink {
  /** @throws whatever `encode` throws; the sink's own failures are counted in the ledger instead. */
  record(
    kind: RecordKind,
    error: boolean,
    resource: Uint8Array,
    scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): void;
  /** Hands over what is staged, synchronously. */
  flush(): void;
}

/** Names that hold ids are endless: the memory of them starts anew. */
const NAMES_MAX = 1_000;
const ERROR_STATUS = 2;
const ERROR_SEVERITY = 17;
const signalOf: Readonly<Record<RecordKind, Signal>> = { span: 'traces', log: 'logs', metric: 'metrics' };

/** Writes the three signals. */
export class TelemetryWriter {
  readonly #sink: RecordSink;
  readonly #ledger: Ledger;
  readonly #filter: TextFilter | undefined;
  readonly #names = new Map<string, string>();
  readonly #resources = new WeakMap<object, Uint8Array>();
  readonly #scopes = new WeakMap<object, Uint8Array>();

  /**
   * @param sink - Takes the bytes.
   * @param ledger - Counts every record.
   * @param filter - Redaction of every text (none).
   */
  constructor(sink: RecordSink, ledger: Ledger, filter?: TextFilter) {
    this.#sink = sink;
    this.#ledger = ledger;
    this.#filter = filter;
  }

  span(
    span: EncodableSpan & { readonly resource: CarriedResource; readonly instrumentationScope: CarriedScope },
  ): void {
    const error = span.status.code === ERROR_STATUS;
    const name = this.#filteredName(span.name);
    const shown = name === span.name ? span : (Object.create(span, { name: { value: name } }) as typeof span);
    this.#write('span', error, span.resource, span.instrumentationScope, (into) =>
      encodeSpan(shown, into, this.#filter),
    );
  }

  log(
    record: EncodableLogRecord & {
      readonly resource: CarriedResource;
      readonly instrumentationScope: CarriedScope;
    },
  ): void {
    const error = (record.severityNumber ?? 0) >= ERROR_SEVERITY;
    this.#write('log', error, record.resource, record.instrumentationScope, (into) =>
      encodeLogRecord(record, into, this.#filter),
    );
  }

  metric(resource: CarriedResource, scope: CarriedScope, metric: EncodableMetric): void {
    this.#write('metric', false, resource, scope, (into) => encodeMetric(this.#filteredPoints(metric), into));
  }

  flush(): void {
    this.#sink.flush();
  }

  /** The encoder filters values only. Names are few, and filtered once each. */
  #filteredName(name: string): string {
    if (this.#filter === undefined) return name;
    let filtered = this.#names.get(name);
    if (filtered === undefined) {
      filtered = this.#filter(name, '');
      if (this.#names.size >= NAMES_MAX) this.#names.clear();
      this.#names.set(name, filtered);
    }
    return filtered;
  }

  #filteredPoints(metric: EncodableMetric): EncodableMetric {
    const filter = this.#filter;
    if (filter === undefined) return metric;
    const filtered = (attributes: object): object =>
      Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [
          key,
          typeof value === 'string' ? filter(value, key) : value,
        ]),
      );
    const dataPoints = metric.dataPoints.map((point) => ({
      ...point,
      attributes: filtered(point.attributes),
    }));
    return { ...metric, dataPoints };
  }

  #write(
    kind: RecordKind,
    error: boolean,
    resource: CarriedResource,
    scope: CarriedScope,
    encode: (into: ByteWriter) => void,
  ): void {
    const signal = signalOf[kind];
    this.#ledger.emitted(signal);
    try {
      this.#sink.record(kind, error, this.#resourceBytes(resource), this.#scopeBytes(scope), encode);
    } catch (cause) {
      this.#ledger.dropped(signal, 'encode_failed');
      throw cause;
    }
  }

  #resourceBytes(resource: CarriedResource): Uint8Array {
    let bytes = this.#resources.get(resource);
    if (bytes === undefined) {
      bytes = encodeResource({
        attributes: { ...resource.attributes },
        ...(resource.schemaUrl === undefined ? {} : { schemaUrl: resource.schemaUrl }),
      });
      this.#resources.set(resource, bytes);
    }
    return bytes;
  }

  #scopeBytes(scope: CarriedScope): Uint8Array {
    let bytes = this.#scopes.get(scope);
    if (bytes === undefined) {
      const { name, version, schemaUrl } = scope;
      bytes = encodeScope({
        name,
        ...(version === undefined ? {} : { version }),
        ...(schemaUrl === undefined ? {} : { schemaUrl }),
      });
      this.#scopes.set(scope, bytes);
    }
    return bytes;
  }
}
