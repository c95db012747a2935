import { describe, expect, test } from '@jest/globals';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ByteWriter, decodeRecord } from '@sonde/otlp';
import type { RecordKind } from '@sonde/otlp/segments';
import { resolveOptions } from './config/resolve-settings.ts';
import { SpanCopies } from './memory/redacted-span.ts';
import { redactionOf, redactorOf } from './redaction.ts';
import { Ledger } from './spool/ledger.ts';
import { signalOfKind } from './spool/record-frame.ts';
import { TelemetryWriter } from './telemetry-writer.ts';

const mail = 'jane@example.org';

const asText = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** What a writer with the redactor of the product writes, as text. */
function written(write: (writer: TelemetryWriter) => void): string {
  const redactor = redactorOf(resolveOptions({}));
  let text = '';
  const sink = {
    bringIn: (): void => {},
    record(
      kind: RecordKind,
      _error: boolean,
      resource: Uint8Array,
      scope: Uint8Array,
      encode: (into: ByteWriter) => void,
    ): void {
      const into = new ByteWriter();
      encode(into);
      const record = decodeRecord(signalOfKind[kind], into.view());
      text += `${JSON.stringify(record, asText)}${Buffer.from(resource).toString()}${Buffer.from(scope).toString()}`;
    },
    flush(): void {},
  };
  const writer = new TelemetryWriter(
    sink,
    new Ledger(),
    (value, key) => redactor?.text(value, key) ?? value,
    {
      holds: false,
    },
  );
  write(writer);
  return text;
}

const resource = {
  attributes: { 'process.command_args': ['node', `--user=${mail}`], 'db.password': 'hunter2' },
};
const instrumentationScope = { name: 'test', attributes: { owner: mail } };
const times = { hrTime: [1, 0], hrTimeObserved: [1, 0] } as const;

const endedSpan = {
  name: `find ${mail}`,
  kind: 0,
  spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }),
  startTime: [1, 0],
  endTime: [2, 0],
  status: { code: 2, message: `no ${mail}` },
  attributes: { map: { [mail]: { token: 'a1B2c3D4e5F6' } }, card: 4111111111111111 },
  events: [{ time: [1, 0], name: `sent to ${mail}`, attributes: { to: mail } }],
  links: [
    {
      context: { traceId: '3'.repeat(32), spanId: '4'.repeat(16), traceFlags: 1 },
      attributes: { of: mail },
    },
  ],
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  resource,
  instrumentationScope,
} as const;

describe('nothing sensitive is written', () => {
  test('in resources, scopes, names of events, keys of maps and links of spans', () => {
    const text = written((writer) => writer.span(endedSpan));
    expect(text).toContain('[REDACTED:email]');
    expect(text).not.toMatch(/jane@|hunter2|a1B2c3|411111/);
  });

  test('in spans that the exporter of OpenTelemetry sends, either', () => {
    const copies = new SpanCopies(redactionOf(resolveOptions({})).text);
    const { span } = copies.of(endedSpan as unknown as ReadableSpan);
    const text = JSON.stringify(span);
    expect(text).toContain('[REDACTED:email]');
    expect(text).not.toMatch(/jane@|hunter2|a1B2c3|411111/);
    expect(copies.of(endedSpan as unknown as ReadableSpan).span.resource).toBe(span.resource);
  });

  test('in lists among the attributes of metrics', () => {
    const text = written((writer) =>
      writer.metric(resource, instrumentationScope, {
        descriptor: { name: 'mails', description: '', unit: '1', valueType: 0 },
        aggregationTemporality: 1,
        dataPointType: 3,
        isMonotonic: true,
        dataPoints: [{ startTime: [1, 0], endTime: [2, 0], attributes: { to: [mail, 'x'] }, value: 1 }],
      }),
    );
    expect(text).not.toMatch(/jane@|hunter2/);
  });

  test('in names of events, bodies and attributes of logs', () => {
    const text = written((writer) =>
      writer.log({
        ...times,
        eventName: `mail to ${mail}`,
        body: { [mail]: `password=hunter2` },
        attributes: { to: mail },
        droppedAttributesCount: 0,
        resource,
        instrumentationScope,
      }),
    );
    expect(text).toContain('[REDACTED:password]');
    expect(text).not.toMatch(/jane@|hunter2/);
  });
});

describe('settings', () => {
  test('rules of one own and network addresses', () => {
    const redactor = redactorOf(
      resolveOptions({ redactionRules: { 'employee-id': '\\bE-\\d{5}\\b' }, redactionIpAddresses: true }),
    );
    expect(redactor?.text('E-12345 from 192.168.1.17')).toBe(
      '[REDACTED:employee-id] from [REDACTED:ip-address]',
    );
  });

  test('a pattern with letters of either case is written between slashes', () => {
    const redactor = redactorOf(resolveOptions({ redactionRules: { project: '/project-[a-z]{4}/i' } }));
    expect(redactor?.text('Project-ABCD')).toBe('[REDACTED:project]');
  });

  test('without redaction there is none', () => {
    expect(redactorOf(resolveOptions({ redaction: false }))).toBeUndefined();
  });

  test.each([
    [{ slow: '(a+)+b' }, /slow.*\(a\+\)\+b/s],
    [{ broken: '(' }, /broken/],
    [{ 'No Kind': 'a' }, /No Kind/],
  ])('%j is refused when Sonde starts', (redactionRules, message) => {
    expect(() => redactorOf(resolveOptions({ redactionRules }))).toThrow(message);
  });
});
