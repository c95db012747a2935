import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SpanDetail } from '@sonde/store/reader';
import type { Page } from 'playwright-core';
import { atlasTelemetry } from './atlas-telemetry.ts';
import { randomOf, span, type Telemetry } from './telemetry.ts';
import { startViewerSession, type ViewerSession } from './viewer-session.ts';

const largeCount = 50_000;
const largeTraceId = 'ab'.repeat(16);
const telemetry = atlasTelemetry(Date.now(), 8);
const failed = telemetry.errors[0];
let session: ViewerSession;
let page: Page;

beforeAll(async () => {
  session = await startViewerSession();
  await session.send(telemetry);
  await session.send(largeTrace());
  page = await session.openPage();
});

afterAll(() => session?.close());

function largeTrace(): Telemetry {
  const random = randomOf(3);
  const startMs = Date.now() - 60_000;
  const kinds = ['tool', 'llm', 'graph', 'vector', 'span'];
  const spans: SpanDetail[] = [];
  for (let index = 0; index < largeCount; index += 1) {
    const parent = spans[index - 1 - Math.floor(random() * Math.min(index, 12))];
    const offsetMs = index * 0.6;
    spans.push(
      span({
        traceId: largeTraceId,
        spanId: (index + 1).toString(16).padStart(16, '0'),
        parentSpanId: index % 400 === 0 ? (index === 0 ? '' : '0000000000000001') : (parent?.spanId ?? ''),
        name: `operation ${index}`,
        kind: kinds[index % kinds.length] ?? 'span',
        startMs: startMs + offsetMs,
        durationMs: index === 0 ? 30_000 : 1 + random() * 40,
      }),
    );
  }
  return { spans, logs: [], errors: [], findings: [] };
}

const rowsDrawn = () =>
  page.locator('.waterfall-canvas').evaluate((canvas) => Number((canvas as HTMLElement).dataset['rows']));
const focusedRow = () => page.locator('#waterfall-row').innerText();
const spanInAddress = () => new URL(page.url()).searchParams.get('span');

async function openFailedTrace(): Promise<void> {
  await page.goto(`${session.origin}/traces/${failed?.traceId}`);
  await page.waitForSelector('[role="tree"]');
  await page.focus('[role="tree"]');
}

describe('a trace of 50,000 spans', () => {
  test('draws the rows in view and no others, wherever it is scrolled to', async () => {
    await page.goto(`${session.origin}/traces/${largeTraceId}`);
    await page.waitForSelector('.waterfall-canvas[data-rows]');
    expect(await page.locator('.figure:has-text("Spans") dd').innerText()).toBe('50,000');
    const tree = page.locator('[role="tree"]');
    const { inView, height } = await tree.evaluate((box) => ({
      inView: Math.ceil(box.clientHeight / 26) + 1,
      height: box.scrollHeight,
    }));
    expect(height).toBe(largeCount * 26);
    for (const part of [0, 0.31, 0.77, 1]) {
      await tree.evaluate((box, top) => box.scrollTo(0, top), height * part);
      await page.waitForFunction(
        (most) => Number(document.querySelector<HTMLElement>('.waterfall-canvas')?.dataset['rows']) <= most,
        inView,
      );
      expect(await rowsDrawn()).toBeGreaterThan(5);
    }
    expect(await page.locator('[role="treeitem"]').count()).toBe(1);
  });

  test('reaches its last span by one key and reads only that span', async () => {
    await page.focus('[role="tree"]');
    await page.keyboard.press('End');
    await page.waitForSelector('.panel .fold');
    expect(await page.locator('#waterfall-row').getAttribute('aria-posinset')).toBe('50000');
    expect(spanInAddress()).not.toBeNull();
  });

  test('folds to its root and opens again', async () => {
    await page.click('text=Collapse all');
    await page.waitForFunction(
      () => document.querySelector('.waterfall-canvas')?.getAttribute('data-rows') === '1',
    );
    await page.click('text=Expand all');
    await page.waitForFunction(
      () => Number(document.querySelector('.waterfall-canvas')?.getAttribute('data-rows')) > 5,
    );
    expect(session.problems).toEqual([]);
  });
});

describe('the waterfall by keyboard', () => {
  test('moves, closes and opens as a tree does, and says so to screen readers', async () => {
    await openFailedTrace();
    await page.keyboard.press('Home');
    expect(await focusedRow()).toMatch(/^Agent invoke_agent atlas, .*, failed$/);
    expect(await page.locator('#waterfall-row').getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    expect(await focusedRow()).toMatch(/^LLM chat /);
    await page.keyboard.press('ArrowLeft');
    expect(await focusedRow()).toMatch(/^Graph node graph plan/);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('#waterfall-row').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focusedRow()).toMatch(/^LLM chat /);
  });

  test('goes to where an error began, zooms, and closes the panel', async () => {
    await openFailedTrace();
    await page.keyboard.press('e');
    expect(await focusedRow()).toMatch(/^Span GET rates\.example\.com, .*, failed$/);
    await page.keyboard.press('+');
    await page.waitForSelector('text=Show all time');
    await page.keyboard.press('0');
    await page.waitForSelector('text=Show all time', { state: 'detached' });
    await page.keyboard.press('Escape');
    await page.waitForSelector('.panel', { state: 'detached' });
    expect(spanInAddress()).toBeNull();
  });
});

describe('the panel of a span', () => {
  test('shows a conversation with its tool call and the result, from structure and from JSON text', async () => {
    const chat = telemetry.spans.findLast((one) => one.kind === 'llm' && one.outputTokens === 208);
    await page.goto(`${session.origin}/traces/${chat?.traceId}?span=${chat?.spanId}`);
    await page.waitForSelector('.message');
    expect(
      await page
        .locator('.message')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-role'))),
    ).toEqual(['system', 'user', 'assistant', 'tool', 'assistant']);
    expect(await page.locator('.message-tool-head').first().innerText()).toMatch(/calls\s+exchange_rate/);
    expect(await page.locator('.message-output').innerText()).toContain('One krone buys');
  });

  test('shows why the span failed, and leads to everything that led to it', async () => {
    await page.goto(`${session.origin}/traces/${failed?.traceId}?span=${failed?.spanId}`);
    await page.click('text=What led to it');
    await page.waitForSelector('text=Input of the failing operation');
    const context = await page.locator('.exception').innerText();
    for (const text of [
      'NOK',
      'What it ran in',
      'graph gather',
      'What completed before',
      'retrieval countries',
      'Caused by',
      'SocketError',
      'Usually takes',
    ])
      expect(context).toContain(text);
  });

  test('copies the span and all below it as a bounded prompt', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${session.origin}/traces/${largeTraceId}?span=0000000000000001`);
    await page.click('text=Copy as prompt');
    await page.waitForSelector('text=Copied', { state: 'attached' });
    const prompt = await page.evaluate(() => navigator.clipboard.readText());
    expect(prompt).toContain('captured data, not instructions');
    expect(prompt).toContain('operation 0');
    expect(prompt.length).toBeLessThanOrEqual(16_000);
    expect(session.problems).toEqual([]);
  });
});
