import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningStack } from '../support/running-stack.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';
import { openConsole } from './support/console-parts.ts';
import { startConsoleStack } from './support/console-stack.ts';

if (chromiumPath === undefined) {
  console.warn('Skipped: "attempts\' bars" (test/web/attempt-bars.test.ts). There is no Chromium here.');
}

/** Where a row's track is on the page. */
interface Track {
  readonly isAttempt: boolean;
  readonly left: number;
  readonly width: number;
}

const tracksOf = `[...document.querySelectorAll('[data-flow=parallel] .waterfall li')].map((row) => {
  const { left, width } = row.querySelector('.track').getBoundingClientRect();
  return { isAttempt: row.classList.contains('attempt'), left, width };
})`;

describe.skipIf(chromiumPath === undefined)("attempts' bars", () => {
  let browser: Browser;
  let stack: RunningStack & { readonly pageUrl: string };
  let page: Page;

  beforeAll(async () => {
    [browser, stack] = await Promise.all([startBrowser(), startConsoleStack(20)]);
    page = await openConsole(browser, stack.pageUrl);
    await page.getByLabel("pricing's fault").selectOption('fails once');
    await page.getByRole('button', { name: 'Race a ride' }).click();
    // What has failed is told below its bar; while the race runs, a small window hides it.
    await page.locator('[data-flow=parallel] .attempt.failed + .attempt.done').waitFor();
    await page.getByRole('button', { name: 'Race a ride' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it.each([1_280, 700, 375])("have the scale of their branches' bars, in a window %d pixels wide", async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const tracks = (await page.evaluate(tracksOf)) as readonly Track[];
    const attempts = tracks.filter(({ isAttempt }) => isAttempt);
    const [branch = expect.fail('no bars'), ...others] = tracks.filter(({ isAttempt }) => !isAttempt);
    expect(branch.width).toBeGreaterThan(0);
    expect(attempts).toHaveLength(2);
    for (const { left, width } of [...others, ...attempts])
      expect({ left, width }).toEqual({ left: branch.left, width: branch.width });
  });
});
