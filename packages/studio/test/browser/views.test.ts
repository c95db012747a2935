import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { atlasTelemetry } from './atlas-telemetry.ts';
import { depthTelemetry } from './depth-telemetry.ts';
import { startViewerSession, type ViewerSession } from './viewer-session.ts';
import { viewsOf } from './views.ts';

const telemetry = atlasTelemetry(Date.now());
const depth = depthTelemetry(Date.now() - 30_000);
const names = Object.keys(viewsOf(telemetry, ''));
let session: ViewerSession;
let views: Readonly<Record<string, string>>;

beforeAll(async () => {
  session = await startViewerSession();
  await session.send(telemetry);
  const finding = (await session.studio.reader.latencyFindings()).items[0];
  views = viewsOf(telemetry, finding?.id ?? '');
});

afterAll(() => session?.close());

interface AxeFinding {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function graveFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(): Promise<{ violations: readonly AxeFinding[] }> };
    };
    return (await checker.run()).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    );
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  let page: Page;

  beforeAll(async () => {
    page = await session.openPage({ colorScheme });
  });

  afterAll(() => page?.context().close());

  test.each(names)(
    '%s opens, asks nobody else, reports nothing, and axe finds nothing grave',
    async (name) => {
      await page.goto(session.origin + views[name]);
      await page.waitForSelector('main h1');
      if (views[name]?.includes('span=')) await page.waitForSelector('.panel .fold');
      await page.waitForSelector('.waiting', { state: 'detached' });
      await page.waitForSelector('.connection[data-state="live"]');
      expect(await page.locator('.refused').count()).toBe(0);
      expect(await graveFindings(page)).toEqual([]);
      expect(session.problems).toEqual([]);
    },
  );
});

describe('navigation', () => {
  test('follows links without reloading and goes back by the browser', async () => {
    const page = await session.openPage();
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await page.click('nav[aria-label="Views"] >> text=Traces');
    await page.click('table.traces tbody tr:first-child a');
    await page.waitForSelector('[role="tree"]');
    await page.goBack();
    await page.waitForSelector('table.traces');
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
    await page.context().close();
  });

  test('keeps filters in the address, so that a reload shows the same list', async () => {
    const page = await session.openPage();
    await page.goto(`${session.origin}/traces`);
    await page.fill('[data-filter="text"]', 'Ljubljana');
    await page.click('text=Only errors');
    await page.waitForURL(
      (url) => url.searchParams.get('text') === 'Ljubljana' && url.searchParams.has('errors'),
    );
    await page.waitForFunction(() => document.querySelectorAll('table.traces tbody tr').length === 2);
    const rows = await page.locator('table.traces tbody tr').allInnerTexts();
    await page.reload();
    await page.waitForSelector('table.traces');
    expect((await page.locator('table.traces tbody tr').allInnerTexts()).map(withoutAge)).toEqual(
      rows.map(withoutAge),
    );
    await page.context().close();
  });

  test('lets the user choose a theme and keeps the choice', async () => {
    const page = await session.openPage();
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.click('text=Theme: system');
    await page.click('text=Theme: light');
    await page.waitForSelector('text=Theme: dark');
    expect(await background()).not.toBe(light);
    await page.reload();
    await page.waitForSelector('text=Theme: dark');
    await page.context().close();
  });

  test('says which command brings telemetry where a filter is not the reason for an empty list', async () => {
    const page = await session.openPage();
    await page.goto(`${session.origin}/traces?text=nothing-has-this-name`);
    await page.waitForSelector('text=No trace matches');
    await page.click('text=Clear the filters');
    await page.waitForSelector('table.traces');
    await page.context().close();
  });
});

describe('what the SDK tells', () => {
  const { traceId, nodeId, killedId, fingerprint } = depth.places;
  let page: Page;
  const open = async (path: string, awaited: string) => {
    await page.goto(session.origin + path);
    await page.waitForSelector(awaited);
  };
  const figure = (label: string) => page.locator('dt', { hasText: label }).locator('+ dd').innerText();

  beforeAll(async () => {
    await session.send(depth.telemetry);
    page = await session.openPage();
  });

  afterAll(() => page?.context().close());

  test('shows release, revision and sampling of a trace, and what was open when its process died', async () => {
    await open(`/traces/${traceId}`, 'dt >> text=Revision');
    expect(await figure('Release')).toBe('2.1.0');
    expect(await figure('Revision')).toBe('5d1c0a9be2');
    expect(await figure('Sampled')).toBe('10 %');
    await page.waitForSelector('text=1 span was open when the process died');
    await open(`/traces/${traceId}?span=${killedId}`, '.panel .tag >> text=process died');
  });

  test('calls the cost of a model without a price unknown, not nothing', async () => {
    await open(`/traces/${traceId}`, 'dt >> text=Cost');
    expect(await figure('Cost')).toBe('unknown');
  });

  test('shows what a call took, who made it, and what a node changed', async () => {
    await open(`/traces/${traceId}?span=${nodeId}`, 'text=What the call took');
    const panel = page.locator('.panel');
    expect(await panel.locator('.caller').innerText()).toBe(
      'Called by runNode /srv/atlas/src/graph/run.ts:88',
    );
    const state = await panel.locator('.state-changes').innerText();
    expect(state.split('\n')).toEqual(['Added', 'rates', 'Changed', 'messages', 'Left out', 'draft']);
    expect(await figure('CPU in user code')).toBe('13 ms');
    // What is hidden in a panel that scrolls must not make the page itself longer.
    const beyond = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(beyond).toBeLessThanOrEqual(0);
    expect(await figure('Memory of the process')).toMatch(/^84 MB\s*\+4 MB$/);
  });

  test('lists the events that follow from spans among the logs, and leaves them out when told', async () => {
    await open(`/traces/${traceId}?tab=logs`, '.logs .tag >> text=derived');
    const names = await page.locator('.log-event').allInnerTexts();
    expect(names).toContain('llm.request');
    expect(names).toContain('graph.node.exit');
    await page.click('text=Only what was sent');
    await page.waitForSelector('.logs .tag', { state: 'detached' });
  });

  test('shows a stack in the sources that were told after it, and as it was thrown', async () => {
    await open(`/exceptions/${encodeURIComponent(fingerprint)}`, 'text=Stack, in the sources');
    expect(await page.locator('.code-place').innerText()).toContain('…/src/money/convert.ts:31:11');
    expect(await page.locator('.stack').innerText()).toContain('src/graph/answer.ts:12:3');
    expect(await figure('Release')).toBe('2.1.0');
    await page.click('text=As thrown');
    expect(await page.locator('.stack').innerText()).toContain('dist/chunk-7f.js:1:48211');
    expect(await graveFindings(page)).toEqual([]);
  });

  test('says which releases a finding compares', async () => {
    await open('/latency', '.findings .tag >> text=release 2.1.0 against 2.0.3');
    expect(session.problems).toEqual([]);
  });
});

describe('the demonstration', () => {
  test('is told wherever telemetry of a simulated model is shown', async () => {
    const page = await session.openPage();
    await page.waitForSelector('text=The model is simulated');
    expect(session.problems).toEqual([]);
    await page.context().close();
  });
});

function withoutAge(row: string): string {
  return row.replace(/^.* ago\s*/, '');
}
