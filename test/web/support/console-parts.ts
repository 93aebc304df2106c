import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { asRider } from '../../../cli/callers.ts';
import { defaultRider } from '../../../cli/defaults.ts';
import type { RunningStack } from '../../support/running-stack.ts';

type Flow = 'parallel' | 'sequential';

/** A ride's status, as the API tells the page's rider. */
export async function statusOf(stack: RunningStack, rideId: string): Promise<unknown> {
  const { body } = await stack.call('GET', `rides/${rideId}`, { headers: await asRider(defaultRider) });
  return body.status;
}

/** Opens the console in a page of its own, once it is live. */
export async function openConsole(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await page.getByText('live', { exact: true }).waitFor();
  return page;
}

/** The parts of the console that several tests look at, on the page that is open when they do. */
export function consoleParts(openPage: () => Page) {
  const raceButton = () => openPage().getByRole('button', { name: 'Race a ride' });
  const runner = (flow: Flow) => openPage().locator(`[data-flow=${flow}]`);
  return {
    raceButton,
    runner,
    knob: (branch: string, label: string) => openPage().getByLabel(`${branch}'s ${label}`),
    deadLettersOf: (lane: string) =>
      openPage()
        .locator(`[data-lane=${lane}]`)
        .getByRole('button', { name: `dead letters of ${lane}` }),
    verdict: () => openPage().getByTestId('verdict'),
    rideOf: async (flow: Flow) => (await runner(flow).getAttribute('data-ride')) ?? '',

    race: async () => {
      await raceButton().click();
      await raceButton().waitFor();
    },

    /** The parts of the race of which not everything is seen. */
    cutOff: () =>
      openPage().evaluate(`[...document.querySelectorAll('#race *')].filter((each) => each.scrollWidth > each.clientWidth + 1
        && getComputedStyle(each).overflowX === 'hidden' && !each.classList.contains('hidden')).map((each) => each.outerHTML)`),

    /** From now on the page learns how its rides end only after it has been released: until then it has all the time to be seen. */
    holdOutcomes: async () => {
      const page = openPage();
      const { promise: released, resolve } = Promise.withResolvers<void>();
      await page.route(/\/v1\/(sequential-rides$|rides\/ride_)/, async (route) => {
        const response = await route.fetch({ timeout: 0 });
        const { status } = await response.json();
        if (status !== 'requested') await released;
        await route.fulfill({ response });
      });
      return async () => {
        resolve();
        await page.unrouteAll({ behavior: 'wait' });
      };
    },

    /** What axe calls serious or critical, as one line each. */
    seriousFindings: async (): Promise<string[]> => {
      await openPage().evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const { violations } = (await openPage().evaluate('axe.run()')) as AxeResults;
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
    },
  };
}
