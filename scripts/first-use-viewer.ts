/** Looks into the viewer as a person does: with a browser, at the address that was printed. */
import { launchBrowser } from '../packages/studio/test/browser/browser.ts';

/** Opens a span in the viewer and waits until every one of some texts is to be seen in its panel. */
export async function lookAtSpan(
  viewerUrl: string,
  { traceId, spanId }: { readonly traceId: string; readonly spanId: string },
  texts: readonly string[],
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(viewerUrl);
    await page.getByRole('link', { name: 'Traces' }).first().click();
    await page.locator(`a.row-focus[href*="${traceId}"]`).click();
    await page.getByRole('tree', { name: 'Spans' }).waitFor();
    await page.goto(new URL(`/traces/${traceId}?span=${spanId}`, viewerUrl).href);
    for (const text of texts) {
      await page.getByRole('region', { name: 'Details of the span' }).getByText(text).first().waitFor();
    }
  } finally {
    await browser.close();
  }
}
