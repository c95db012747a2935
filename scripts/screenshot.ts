/**
 * Photographs the viewer for the README, from what the demo recorded: `npm run screenshot [-- <home>]`. Without a home
 * it is the one that `npm run demo` keeps in the project. Needs a build.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Studio, startStudio } from '@sonde/studio';
import { launchBrowser } from '../packages/studio/test/browser/browser.ts';

/** The page of the browser that the studio's own tests use. */
type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>['newPage']>>;

/** A picture: where it is taken, and what is done before. */
interface Shot {
  readonly name: string;
  readonly path: string;
  /** What has to be there before the picture is taken. */
  readonly awaited: string;
  /** Elements scrolled until the one named second, or their end, is at their top. */
  readonly scrolled?: readonly (readonly [container: string, until?: string])[];
}

/** The pictures are downloaded by everybody who reads the README. */
const SIZE_BYTES_MAX = 300_000;

/** Canvases are drawn, and what follows a banner has moved, within this time. */
const SETTLE_MS = 600;

/** Left free above what a view is scrolled to. */
const SPACE_PX = 8;

/** The overview of a demo is about its last minutes. */
const AGE_MS_MAX = 12 * 60_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [home = join(root, '.sonde')] = process.argv.slice(2);
const folder = join(root, 'docs', 'images');

await using stack = new AsyncDisposableStack();
const studio = await startStudio({ home, port: 0, otlpPort: null });
stack.defer(() => studio.close());
const shots = await shotsOf(studio);
const browser = await launchBrowser();
stack.defer(() => browser.close());
const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1440, height: 900 } });
await page.goto(studio.url);
mkdirSync(folder, { recursive: true });
for (const shot of shots) await take(page, shot);

async function shotsOf({ reader }: Studio): Promise<Shot[]> {
  const [error] = (await reader.errors({})).items;
  const [finding] = (await reader.latencyFindings()).items;
  if (error === undefined || finding === undefined || Date.now() - error.timeMs > AGE_MS_MAX) {
    throw new Error(`${home} has no fresh exception and latency finding. Run: npm run demo`);
  }
  return [
    {
      name: 'trace',
      path: `/traces/${error.traceId}?span=${error.spanId}`,
      awaited: '.panel .fold',
      // Past the stack, whose paths are those of one machine, to the input.
      scrolled: [['.waterfall'], ['.panel-body', '.fold-head >> nth=0']],
    },
    { name: 'overview', path: '/?period=15m', awaited: 'main tbody tr' },
    {
      name: 'exceptions',
      path: `/exceptions/${encodeURIComponent(error.fingerprint)}`,
      awaited: 'article .captured',
    },
    { name: 'latency', path: `/latency/${encodeURIComponent(finding.id)}`, awaited: 'main svg circle' },
  ];
}

async function take(on: Page, { name, path, awaited, scrolled = [] }: Shot): Promise<void> {
  const file = join(folder, `${name}.png`);
  await on.goto(new URL(path, studio.url).href);
  await on.waitForSelector(awaited);
  await on.waitForTimeout(SETTLE_MS);
  for (const [container, until] of scrolled) await scroll(on, container, until);
  await on.waitForTimeout(SETTLE_MS);
  await on.screenshot({ path: file });
  const { size } = statSync(file);
  console.log(`${(size / 1000).toFixed(0).padStart(4)} KB  ${file}`);
  if (size > SIZE_BYTES_MAX) throw new Error(`${file} has ${size} bytes, more than ${SIZE_BYTES_MAX}.`);
}

/** By the wheel, as a reader would: a view may follow the wheel in ways of its own. */
async function scroll(on: Page, container: string, until?: string): Promise<void> {
  const frame = await on.locator(container).boundingBox();
  const target = until === undefined ? undefined : await on.locator(`${container} ${until}`).boundingBox();
  if (frame === null || target === null) throw new Error(`${container} ${until ?? ''} is not to be seen.`);
  await on.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
  await on.mouse.wheel(0, target === undefined ? frame.height * 10 : target.y - frame.y - SPACE_PX);
  await on.mouse.move(0, 0);
}
