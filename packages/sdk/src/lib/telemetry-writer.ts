/** Encodes telemetry once, redacted, straight into the spool: spans in groups, everything else as it comes. */
import { runtime } from '@sonde/observe';
import {
  ByteWriter,
  defaultEncodeLimits,
  type EncodableLogRecord,
  type EncodableMetric,
  type EncodeLimits,
  encodeLogRecord,
  encodeMetric,
  encodeResource,
  encodeScope,
  encodeSpan,
  type RawRecord,
  type TextFilter,
} from '@sonde/otlp';
import type { RecordKind } from '@sonde/otlp/segments';
import { type CarriedResource, type CarriedScope, HeldSpans, type WritableSpan } from './held-spans.ts';
import { rememberTexts } from './remembered-texts.ts';
import type { Ledger } from './spool/ledger.ts';
import { signalOfKind } from './spool/record-frame.ts';
import { type WriteGrouping, WriteSchedule } from './write-schedule.ts';

/** Where encoded records go. */
export interface RecordSink {
  /**
   * Takes a record; it is safe after the next flush.
   *
   * @throws whatever `encode` throws; the sink's own failures are counted in the ledger instead.
   */
  record(
    kind: RecordKind,
    error: boolean,
    resource: Uint8Array,
    scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): void;
  /** Hands over what is recorded, synchronously. */
  flush(): void;
  /** Called first by every flush and by the end: brings in what somebody holds back. Set by {@link TelemetryWriter}. */
  bringIn: () => void;
}

/** Names that hold ids are endless: the memory of them starts anew. */
const NAMES_MAX = 1_000;
/** Time after which the encoding of many spans goes on in the next turn of the loop. */
const SLICE_MS = 2;
/** A process that has just started is slow at first: the few spans of a turn are written with it all the same. */
const SLICE_SPANS_MIN = 32;
const FLUSH_ROUNDS_MAX = 8;
/** A longer value of one attribute is cut: searching 256 KiB for secrets takes 4 ms, and the loop waits for it. */
const limits: EncodeLimits = { ...defaultEncodeLimits, valueBytesMax: 256 * 1_024 };
const ERROR_STATUS = 2;
const ERROR_SEVERITY = 17;

/** Writes the three signals. */
export class TelemetryWriter {
  readonly #sink: RecordSink;
  readonly #ledger: Ledger;
  readonly #filter: TextFilter | undefined;
  readonly #names = new Map<string, string>();
  readonly #resources = new WeakMap<object, Uint8Array>();
  readonly #scopes = new WeakMap<object, Uint8Array>();
  readonly #held = new HeldSpans();
  readonly #holds: boolean;
  #isSlicing = false;
  readonly #schedule: WriteSchedule;

  /**
   * @param sink - Takes the bytes.
   * @param ledger - Counts every record.
   * @param filter - Redaction of every text (none).
   * @param grouping - When records are written.
   */
  constructor(sink: RecordSink, ledger: Ledger, filter?: TextFilter, grouping: WriteGrouping = {}) {
    this.#sink = sink;
    this.#ledger = ledger;
    this.#filter = filter && rememberTexts(filter);
    this.#holds = grouping.holds ?? true;
    sink.bringIn = () => this.#encodeAll();
    this.#schedule = new WriteSchedule(() => this.#writeSlice(), grouping);
  }

  /**
   * Takes a span that has ended. It is encoded with those of its group: one encodes in 1 µs then, in 4 µs alone.
   *
   * @param contentUnits - What the content of the span takes in memory, in UTF-16 units (0).
   */
  span(span: WritableSpan, contentUnits: number = 0): void {
    this.#ledger.emitted('traces');
    this.#ledger.held();
    this.#held.add(span, contentUnits);
    if (!this.#holds) this.#encodeNext();
    else if (this.#held.isFull) this.#encodeFor(SLICE_MS);
    this.#schedule.request(span.status.code === ERROR_STATUS);
  }

  log(
    record: EncodableLogRecord & {
      readonly resource: CarriedResource;
      readonly instrumentationScope: CarriedScope;
    },
  ): void {
    const error = (record.severityNumber ?? 0) >= ERROR_SEVERITY;
    this.#ledger.emitted('logs');
    this.#write('log', error, record.resource, record.instrumentationScope, (into) =>
      encodeLogRecord(record, into, this.#filter, limits),
    );
    this.#schedule.request(error);
  }

  metric(resource: CarriedResource, scope: CarriedScope, metric: EncodableMetric): void {
    this.#ledger.emitted('metrics');
    this.#write('metric', false, resource, scope, (into) => encodeMetric(this.#filteredPoints(metric), into));
    this.#schedule.request(false);
  }

  /** Counts spans that sampling leaves out. */
  sampledOut(count: number): void {
    this.#ledger.sampledOut(count);
  }

  /** Writes everything that was recorded, now. */
  flush(): void {
    this.#sink.flush();
  }

  /** Writes for a few ms at most, so that no turn of the loop is held up; true when spans are left. */
  #writeSlice(): boolean {
    this.#encodeFor(SLICE_MS);
    this.#isSlicing = true;
    try {
      this.#sink.flush();
    } catch (error) {
      // Called by a timer: thrown on, it would end the application.
      runtime.onInternalError('write', error);
    } finally {
      this.#isSlicing = false;
    }
    return this.#held.count > 0;
  }

  /** A getter that ends a span while one is encoded makes another round; an endless chain of them is cut, and counted. */
  #encodeAll(): void {
    if (this.#isSlicing) return;
    for (let round = 0; round < FLUSH_ROUNDS_MAX && this.#held.count > 0; round += 1)
      for (let left = this.#held.count; left > 0; left -= 1) this.#encodeNext();
    this.#ledger.dropped('traces', 'encode_failed', this.#held.count);
    this.#ledger.released(this.#held.count);
    while (this.#held.take() !== undefined);
  }

  #encodeFor(withinMs: number): void {
    const endMs = performance.now() + withinMs;
    let encoded = 0;
    do {
      this.#encodeNext();
      encoded += 1;
    } while (this.#held.count > 0 && (encoded % SLICE_SPANS_MIN !== 0 || performance.now() < endMs));
  }

  #encodeNext(): void {
    const span = this.#held.take();
    if (span === undefined) return;
    this.#ledger.released(1);
    try {
      this.#encode(span);
    } catch (error) {
      runtime.onInternalError('write span', error);
    }
  }

  #encode(span: WritableSpan): void {
    const error = span.status.code === ERROR_STATUS;
    const shown = this.#shown(span);
    this.#write('span', error, span.resource, span.instrumentationScope, (into) =>
      encodeSpan(shown, into, this.#filter, limits),
    );
  }

  /** The bytes of a span that is open, redacted as all others, to be written apart. */
  openRecord(span: WritableSpan): RawRecord {
    const into = new ByteWriter();
    encodeSpan(this.#shown(span), into, this.#filter, limits);
    return {
      resource: this.#resourceBytes(span.resource),
      scope: this.#scopeBytes(span.instrumentationScope),
      record: into.copy(),
    };
  }

  #shown(span: WritableSpan): WritableSpan {
    const name = this.#filteredName(span.name);
    return name === span.name ? span : (Object.create(span, { name: { value: name } }) as WritableSpan);
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
        Object.entries(attributes).map(([key, value]) => [key, filteredValue(value, key, filter)]),
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
    try {
      this.#sink.record(kind, error, this.#resourceBytes(resource), this.#scopeBytes(scope), encode);
    } catch (cause) {
      this.#ledger.dropped(signalOfKind[kind], 'encode_failed');
      throw cause;
    }
  }

  #resourceBytes(resource: CarriedResource): Uint8Array {
    let bytes = this.#resources.get(resource);
    if (bytes === undefined) {
      const { attributes, schemaUrl } = resource;
      bytes = encodeResource(
        { attributes: { ...attributes }, ...(schemaUrl === undefined ? {} : { schemaUrl }) },
        this.#filter,
      );
      this.#resources.set(resource, bytes);
    }
    return bytes;
  }

  #scopeBytes(scope: CarriedScope): Uint8Array {
    let bytes = this.#scopes.get(scope);
    if (bytes === undefined) {
      const { name, version, schemaUrl, attributes } = scope;
      bytes = encodeScope(
        {
          name,
          ...(version === undefined ? {} : { version }),
          ...(schemaUrl === undefined ? {} : { schemaUrl }),
          ...(attributes === undefined ? {} : { attributes }),
        },
        this.#filter,
      );
      this.#scopes.set(scope, bytes);
    }
    return bytes;
  }
}

/** Attributes of metrics are texts, numbers, and lists of them. */
function filteredValue(value: unknown, key: string, filter: TextFilter): unknown {
  if (typeof value === 'string') return filter(value, key);
  return Array.isArray(value) ? value.map((item) => filteredValue(item, key, filter)) : value;
}
