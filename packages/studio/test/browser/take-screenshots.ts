/**
 * Photographs every view in light and dark: `node --conditions=@sonde/source take-screenshots.ts [folder] [view]`.
 * The pictures are for eyes; no test compares them.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { atlasTelemetry } from './atlas-telemetry.ts';
import { startViewerSession } from './viewer-session.ts';
import { viewsOf } from './views.ts';

const settleMs = 400;
const [folder = '.cache/screenshots', wanted = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const session = await startViewerSession();
try {
  const empty = await session.openPage();
  await empty.waitForSelector('.empty');
  await empty.screenshot({ path: join(folder, 'empty-light.png') });
  const telemetry = atlasTelemetry(Date.now());
  await session.send(telemetry);
  const finding = (await session.studio.reader.latencyFindings()).items[0];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await session.openPage({ colorScheme });
    for (const [name, path] of Object.entries(viewsOf(telemetry, finding?.id ?? ''))) {
      if (!name.includes(wanted)) continue;
      await page.goto(session.origin + path);
      await page.waitForTimeout(settleMs);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    }
    await page.context().close();
  }
  for (const problem of session.problems) console.error(problem);
} finally {
  await session.close();
}
