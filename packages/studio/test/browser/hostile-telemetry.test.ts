import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonMap } from '@sonde/store/reader';
import type { Page } from 'playwright-core';
import { span, type Telemetry } from './telemetry.ts';
import { startViewerSession, type ViewerSession } from './viewer-session.ts';

const html = '"><img src=x onerror="window.wasRun=1"><script>window.wasRun=1</script><svg onload=alert(1)>';
const terminal = '\u001b[31mred\u001b]8;;http://evil.test\u0007link';
const bidi = 'safe\u202etxt.exe\u2066\u200b';
const hostile = `${html}${terminal}${bidi}javascript:alert(1)`;
const traceId = 'cd'.repeat(16);
const spanId = 'ef'.repeat(8);
let session: ViewerSession;
let page: Page;

beforeAll(async () => {
  session = await startViewerSession();
  await session.send(hostileTelemetry());
  page = await session.openPage();
});

afterAll(() => session?.close());

function hostileTelemetry(): Telemetry {
  const startMs = Date.now() - 5_000;
  const attributes: JsonMap = {
    [hostile]: hostile,
    ['__proto__']: { wasRun: hostile },
    'constructor.prototype.wasRun': hostile,
    'a.__proto__.b': hostile,
    'session.id': `s-${hostile}`,
    'sonde.input': hostile,
    'sonde.caller.file': hostile,
    'sonde.caller.function': hostile,
    'sonde.graph.state.added': [hostile],
    'sonde.resources.memory.after': hostile,
    'sonde.resources.cpu.user_ms': hostile,
    'sonde.sampled_by': hostile,
    'sonde.exception.source_stacktrace': `${hostile}\n    at ${hostile} (${hostile})`,
    'code.file.path': hostile,
    'code.function.name': hostile,
    'gen_ai.system_instructions': hostile,
    'gen_ai.input.messages': [
      {
        role: hostile,
        parts: [
          { type: 'text', content: hostile },
          { type: hostile, content: hostile },
        ],
      },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: hostile, name: hostile, arguments: { [hostile]: hostile } }],
      },
    ],
    'gen_ai.output.messages': `[{"role":"assistant","__proto__":{"parts":1},"content":${JSON.stringify(hostile)}}]`,
  };
  const resource = {
    'service.name': hostile,
    'service.version': hostile,
    'vcs.ref.head.revision': hostile,
    [hostile]: hostile,
  };
  const common = { name: hostile, operation: hostile, service: hostile, kind: hostile, traceId, startMs };
  const failing = span({
    ...common,
    spanId,
    durationMs: 40,
    status: 'error',
    statusMessage: hostile,
    model: hostile,
    endedBy: hostile,
    attributes,
    resource,
    scope: hostile,
    events: [
      {
        timeMs: startMs + 1,
        name: hostile,
        attributes: { 'exception.type': hostile, 'exception.message': hostile, [hostile]: hostile },
      },
    ],
  });
  const context = [
    { name: hostile, kind: hostile, spanId: hostile, input: hostile, output: { [hostile]: hostile } },
  ];
  const at = { timeMs: startMs + 2, service: hostile, traceId, spanId, attributes };
  return {
    spans: [failing],
    logs: [{ ...at, id: '', severity: 'warn', eventName: hostile, message: hostile }],
    errors: [
      {
        ...at,
        id: '',
        fingerprint: `v1:${hostile}`,
        eventName: 'exception',
        type: hostile,
        message: hostile,
        stacktrace: `${hostile}\n    at ${hostile}`,
        thrownStacktrace: '',
        resource,
        sessionId: hostile,
        operation: hostile,
        kind: hostile,
        elapsedMs: 40,
        input: hostile,
        ancestors: context,
        completed: context,
        causes: [{ type: hostile, message: hostile, stacktrace: hostile }],
      },
    ],
    findings: [
      {
        id: '',
        timeMs: startMs,
        service: hostile,
        operation: hostile,
        kind: hostile,
        measure: hostile,
        detector: hostile,
        release: hostile,
        releaseBefore: hostile,
        baselineMs: 1,
        currentMs: 2,
        meanMs: 1,
        stddevMs: 1,
        deviationRatio: 1,
        calls: 400,
        windowMs: [1, 2],
        exemplars: [{ traceId: hostile, spanId: hostile, durationMs: 2 }],
        traceId,
      },
    ],
  };
}

async function open(path: string): Promise<void> {
  await page.goto(session.origin + path);
  await page.waitForSelector('main h1');
  await page.waitForSelector('.waiting', { state: 'detached' });
}

async function openEverything(): Promise<void> {
  const closed = page.locator('main button[aria-expanded="false"]');
  for (let opened = 0; opened < 80 && (await closed.count()) > 0; opened += 1) await closed.first().click();
}

async function expectHarmless(): Promise<void> {
  expect(session.problems).toEqual([]);
  expect(await page.evaluate(() => 'wasRun' in window || 'wasRun' in {})).toBe(false);
  expect(await page.locator('main img, main script, main iframe, [onerror], [onload]').count()).toBe(0);
  const text = await page.locator('body').innerText();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach the page
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/);
  const targets = await page
    .locator('main a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  for (const target of targets) expect(new URL(target).origin).toBe(session.origin);
}

describe('telemetry with hostile text in every field', () => {
  test.each([
    ['the overview', '/'],
    ['the traces', '/traces'],
    ['the span', `/traces/${traceId}?span=${spanId}`],
    ['the log rows', `/traces/${traceId}?logs=1&span=${spanId}`],
    ['the logs', `/traces/${traceId}?tab=logs`],
    ['the exceptions of the trace', `/traces/${traceId}?tab=exceptions`],
    ['the exception groups', '/exceptions'],
    ['the latency findings', '/latency'],
    ['the sessions', '/sessions'],
    [
      'filters of an address',
      `/traces?text=${encodeURIComponent(html)}&service=${encodeURIComponent(hostile)}`,
    ],
    ['a session of an address', `/sessions?id=${encodeURIComponent(hostile)}`],
  ])('runs nothing and reorders nothing on %s', async (_name, path) => {
    await open(path);
    await openEverything();
    await expectHarmless();
  });

  test('runs nothing on the pages that links lead to', async () => {
    for (const [list, link] of [
      ['/exceptions', 'table a.row-focus'],
      ['/latency', '.finding a.row-focus'],
      ['/sessions', 'table a.row-focus'],
    ] as const) {
      await open(list);
      await page.click(link);
      await page.waitForSelector('nav.trail');
      await page.waitForSelector('.waiting', { state: 'detached' });
      await expectHarmless();
    }
  });

  test('shows escapes in place of characters that act, and own members in place of inherited ones', async () => {
    await open(`/traces/${traceId}?span=${spanId}`);
    await page.waitForSelector('.panel .fold');
    const head = await page.locator('.panel-head').innerText();
    expect(head).toContain('\\x1b');
    expect(head).toContain('\\u202e');
    await page.click('.fold-head >> text=Attributes');
    expect(await page.locator('.json-key', { hasText: '__proto__' }).count()).toBeGreaterThan(0);
  });
});
