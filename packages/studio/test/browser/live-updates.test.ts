import { type AddressInfo, connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { atlasTelemetry } from './atlas-telemetry.ts';
import { span, type Telemetry } from './telemetry.ts';
import { startViewerSession, type ViewerSession } from './viewer-session.ts';

let session: ViewerSession;
let made = 0;

beforeAll(async () => {
  session = await startViewerSession();
  await session.send(atlasTelemetry(Date.now(), 12));
});

afterAll(() => session?.close());

function newTrace(): Telemetry {
  made += 1;
  const traceId = made.toString(16).padStart(32, 'f');
  const arrived = span({
    traceId,
    spanId: traceId.slice(16),
    name: `arrival ${made}`,
    startMs: Date.now(),
    durationMs: 7,
  });
  return { spans: [arrived], logs: [], errors: [], findings: [] };
}

async function openTraces(origin = session.origin): Promise<Page> {
  const page = await session.openPage({ origin });
  await page.goto(`${origin}/traces`);
  await page.waitForSelector('table.traces');
  await page.waitForSelector('.connection[data-state="live"]');
  await page.mouse.move(5, 890);
  return page;
}

const names = (page: Page) => page.locator('table.traces .row-focus').allInnerTexts();

describe('the list of traces', () => {
  test('puts what arrives at the top while nobody is in the list', async () => {
    const page = await openTraces();
    await session.send(newTrace());
    await page.waitForSelector(`text=arrival ${made}`);
    expect((await names(page))[0]).toBe(`arrival ${made}`);
    await page.context().close();
  });

  test('moves no row under the pointer, counts what waits, and shows it when asked', async () => {
    const page = await openTraces();
    await page.hover('table.traces tbody tr:nth-child(2)');
    const before = await names(page);
    await session.send(newTrace());
    await session.send(newTrace());
    await page.waitForSelector('text=2 new — show');
    expect(await names(page)).toEqual(before);
    await page.click('text=2 new — show');
    expect((await names(page)).slice(0, 2)).toEqual([`arrival ${made}`, `arrival ${made - 1}`]);
    expect(await page.locator('[aria-live="polite"]').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  test('moves no row while the keyboard is in the list', async () => {
    const page = await openTraces();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const [before, name] = [await names(page), await focused()];
    expect(name).toBe(before[1]);
    await session.send(newTrace());
    await page.waitForSelector('text=1 new — show');
    expect([await names(page), await focused()]).toEqual([before, name]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role="tree"]');
    await page.context().close();
  });

  test('goes to the filter by one key and lists only what matches, also of what arrives', async () => {
    const page = await openTraces();
    await page.keyboard.press('/');
    await page.keyboard.type('arrival');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('table.traces .row-focus')].every((row) =>
        row.textContent?.startsWith('arrival'),
      ),
    );
    await page.mouse.move(5, 890);
    await session.send(newTrace());
    await page.waitForSelector(`text=arrival ${made}`);
    expect((await names(page)).every((name) => name.startsWith('arrival'))).toBe(true);
    await page.context().close();
  });
});

describe('a studio that goes away', () => {
  test('is told in a banner, leaves what is shown, and is found again by itself', async () => {
    const line = await openLine(Number(new URL(session.origin).port));
    const page = await openTraces(line.origin);
    await line.cut();
    await page.waitForSelector('text=The studio does not answer.');
    expect((await names(page)).length).toBeGreaterThan(5);
    await session.send(newTrace());
    await line.mend();
    await page.waitForSelector('.connection[data-state="live"]');
    await page.waitForSelector('text=The studio does not answer.', { state: 'detached' });
    await page.waitForSelector(`text=arrival ${made}`);
    await page.context().close();
    await line.cut();
    // A refused connection is what the browser reports here; it is what this test is about.
    session.problems.length = 0;
  });
});

interface Line {
  readonly origin: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A line to the studio that can be cut: the studio itself keeps running. */
async function openLine(target: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let server: Server;
  const listen = (port: number) => {
    server = createServer((socket) => {
      const other = connectSocket(target, '127.0.0.1');
      for (const one of [socket, other]) {
        sockets.add(one);
        one.on('error', () => one.destroy());
      }
      socket.pipe(other).pipe(socket);
    });
    return new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  };
  await listen(0);
  const { port } = server!.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    cut: () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      return new Promise((resolve) => server.close(() => resolve()));
    },
    mend: () => listen(port),
  };
}
