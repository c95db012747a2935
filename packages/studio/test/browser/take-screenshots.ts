/**
 * Photographs every view in light and dark: `node --conditions=@sonde/source take-screenshots.ts <folder>`.
 * The pictures are for eyes; no test compares them.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { createScriptedReader } from './scripted-reader.ts';
import { atlasTelemetry } from './scripted-telemetry.ts';
import { startViewer } from './viewer-server.ts';
import { viewsOf } from './views.ts';

const folder = process.argv[2] ?? '.cache/screenshots';
const wanted = process.argv[3] ?? '';
mkdirSync(folder, { recursive: true });
const telemetry = atlasTelemetry(Date.now());
const viewer = await startViewer(createScriptedReader(telemetry));
const browser = await launchBrowser();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.on('console', (message) => console.error(message.type(), message.text()));
    page.on('pageerror', (error) => console.error(error));
    await page.goto(viewer.loginUrl);
    for (const [name, path] of Object.entries(viewsOf(telemetry))) {
      if (!name.includes(wanted)) continue;
      await page.goto(viewer.origin + path);
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    }
    await context.close();
  }
} finally {
  await browser.close();
  await viewer.close();
}
