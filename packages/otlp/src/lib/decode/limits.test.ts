import { describe, expect, test } from '@jest/globals';
import { isSondeError } from '@sonde/conventions';
import { ByteWriter, decodeJsonRequest, decodeRecord, decodeRequest, encodeRequest } from '@sonde/otlp';

const empty = new Uint8Array();

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'decoded';
  } catch (error) {
    return isSondeError(error) ? `${error.code} ${error.message.split(' ').at(-1)}` : String(error);
  }
}

function spanWithFields(field: number, count: number, content: Uint8Array = empty): Uint8Array {
  const into = new ByteWriter();
  for (let i = 0; i < count; i++) into.bytesField(field, content);
  return into.copy();
}

/** An attribute whose value is nested this deep. */
function nested(depth: number): Uint8Array {
  let value: Uint8Array = new Uint8Array();
  for (let i = 0; i < depth; i++) {
    const into = new ByteWriter();
    const array = into.begin(5);
    into.bytesField(1, value);
    into.end(array);
    value = Uint8Array.from(into.view());
  }
  const pair = new ByteWriter();
  pair.bytesField(2, value);
  return spanWithFields(9, 1, pair.view());
}

describe('decoding refuses', () => {
  test('more records, attributes, events or items than its limits', () => {
    const records = Array.from({ length: 11 }, () => ({ resource: empty, scope: empty, record: empty }));
    const body = encodeRequest('traces', records);
    expect(codeOf(() => decodeRequest('traces', body, { recordsMax: 10 }))).toBe(
      'OTLP_LIMIT_EXCEEDED (recordsMax)',
    );
    expect(codeOf(() => decodeRequest('traces', body, { itemsMax: 10 }))).toBe(
      'OTLP_LIMIT_EXCEEDED (itemsMax)',
    );
    expect(decodeRequest('traces', body, { recordsMax: 11 })).toHaveLength(11);
    expect(codeOf(() => decodeRecord('traces', spanWithFields(9, 1025)))).toBe(
      'OTLP_LIMIT_EXCEEDED (attributesMax)',
    );
    expect(codeOf(() => decodeRecord('traces', spanWithFields(11, 10_001)))).toBe(
      'OTLP_LIMIT_EXCEEDED (childrenMax)',
    );
  });

  test('values nested deeper than 32 levels, however deep, without exhausting the stack', () => {
    expect(codeOf(() => decodeRecord('traces', nested(32)))).toBe('decoded');
    expect(codeOf(() => decodeRecord('traces', nested(33)))).toBe('OTLP_LIMIT_EXCEEDED (depthMax)');
    expect(codeOf(() => decodeRecord('traces', nested(2000)))).toBe('OTLP_LIMIT_EXCEEDED (depthMax)');
    const deep = `${'{"arrayValue":{"values":['.repeat(100_000)}{}${']}}'.repeat(100_000)}`;
    const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deep}}]}]}]}`;
    expect(codeOf(() => decodeJsonRequest('logs', json))).toBe('OTLP_LIMIT_EXCEEDED (depthMax)');
  });

  test('values longer than their limit', () => {
    const name = new ByteWriter();
    name.textField(5, 'x'.repeat(2000));
    expect(codeOf(() => decodeRecord('traces', name.view(), { valueBytesMax: 1000 }))).toBe(
      'OTLP_LIMIT_EXCEEDED (valueBytesMax)',
    );
    const json = JSON.stringify({ resourceSpans: [{ schemaUrl: 'x'.repeat(2000) }] });
    expect(codeOf(() => decodeJsonRequest('traces', json, { valueBytesMax: 1000 }))).toBe(
      'OTLP_LIMIT_EXCEEDED (valueBytesMax)',
    );
  });
});

describe('OTLP/JSON', () => {
  test('takes enums by name or number, 64-bit integers as text or number, null as missing, and ignores the unknown', () => {
    const span = {
      traceId: 'AB'.repeat(16),
      spanId: 'cd'.repeat(8),
      parentSpanId: null,
      kind: 'SPAN_KIND_CLIENT',
      startTimeUnixNano: 1_700_000_000,
      endTimeUnixNano: '1700000000000000001',
      status: { code: 'STATUS_CODE_ERROR' },
      attributes: [
        { key: 'i', value: { intValue: 7 } },
        { key: 'big', value: { intValue: '9007199254740993' } },
        { key: '__proto__', value: { kvlistValue: { values: [{ key: 'x', value: { boolValue: true } }] } } },
      ],
      future: { a: 1 },
    };
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }], other: 1 }] };
    const record = decodeJsonRequest('traces', JSON.stringify(body))[0]?.record;
    expect(record).toMatchObject({
      traceId: 'ab'.repeat(16),
      parentSpanId: '',
      kind: 3,
      startTimeUnixNano: 1_700_000_000n,
      endTimeUnixNano: 1_700_000_000_000_000_001n,
      statusCode: 2,
    });
    expect(record?.attributes['big']).toBe(9007199254740993n);
    expect(Object.keys(record?.attributes ?? {})).toEqual(['i', 'big', '__proto__']);
    const log = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityNumber: 'SEVERITY_NUMBER_ERROR2' }] }] }],
    };
    expect(decodeJsonRequest('logs', JSON.stringify(log))[0]?.record.severityNumber).toBe(18);
  });

  test('names what is wrong', () => {
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: 5 }] }] }] });
    expect(() => decodeJsonRequest('traces', body)).toThrow(
      'request.resourceSpans[0].scopeSpans[0].spans[0].name is "5", expected a string',
    );
    expect(codeOf(() => decodeJsonRequest('traces', '{'))).toMatch(/^OTLP_MALFORMED/);
  });
});
