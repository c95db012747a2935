/** A studio with telemetry, a browser that is logged in, and a record of everything that must not happen there. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Studio, startStudio } from '@sonde/studio';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { sendTelemetry } from './otlp-requests.ts';
import type { Telemetry } from './telemetry.ts';

/** A studio, a browser, and what went wrong in the pages so far. */
export interface ViewerSession {
  readonly studio: Studio;
  readonly origin: string;
  readonly browser: Browser;
  /** Console errors and warnings, uncaught errors, dialogs, CSP reports, requests to other origins. */
  readonly problems: string[];
  /** Sends telemetry and waits until the store has it. */
  send(telemetry: Telemetry): Promise<void>;
  /** A page of its own context, logged in. */
  openPage(options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

/** How a page is looked at. */
export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  /** Address in place of the studio's own, such as a line that can be cut. */
  readonly origin?: string;
}

const run = promisify(execFile);
const packageDirectory = fileURLToPath(new URL('../..', import.meta.url));
const viewport = { width: 1440, height: 900 };
const pollMs = 20;

/** Builds the viewer from its sources, starts a studio that serves it, and a browser. */
export async function startViewerSession(): Promise<ViewerSession> {
  const directory = mkdtempSync(join(tmpdir(), 'sonde-viewer-'));
  const uiDirectory = await buildViewer(join(directory, 'ui'));
  const studio = await startStudio({ home: join(directory, 'home'), uiDirectory, port: 0, otlpPort: 0 });
  const browser = await launchBrowser();
  const origin = new URL(studio.url).origin;
  const problems: string[] = [];
  let sent = 0;
  return {
    studio,
    origin,
    browser,
    problems,
    send: async (telemetry) => {
      const { spans, logs, errors, findings } = telemetry;
      await sendTelemetry(studio.otlpUrl ?? '', telemetry);
      sent += spans.length + logs.length + errors.length + findings.length;
      await until(async () => {
        const { spanCount, logCount } = await studio.reader.status();
        return spanCount + logCount >= sent;
      });
    },
    openPage: async (options = {}) => {
      const context = await browser.newContext({ colorScheme: options.colorScheme ?? 'light', viewport });
      const page = await context.newPage();
      await watch(page, options.origin ?? origin, problems);
      await page.goto(studio.url.replace(origin, options.origin ?? origin));
      return page;
    },
    close: async () => {
      await browser.close();
      await studio.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits until a condition holds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, pollMs));
}

async function buildViewer(outDir: string): Promise<string> {
  const vite = join(fileURLToPath(import.meta.resolve('vite')), '../../../bin/vite.js');
  await run(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', outDir], {
    cwd: packageDirectory,
  });
  return outDir;
}

async function watch(page: Page, origin: string, problems: string[]): Promise<void> {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) problems.push(`foreign request: ${url}`);
  });
  await page.exposeFunction('reportPolicy', (text: string) => problems.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportPolicy: (text: string) => void }).reportPolicy;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
}
