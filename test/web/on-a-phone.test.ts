import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asRider } from '../../cli/callers.ts';
import { defaultRider } from '../../cli/defaults.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import { branches } from '../../core/branches.ts';
import { eventually } from '../support/eventually.ts';
import { unlessOverloaded } from '../support/persistently.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { choose, expectToFitPhone, phone, press, tabTo, typeInto } from './support/by-keys.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';
import { consoleParts, openConsole, statusOf } from './support/console-parts.ts';
import { startConsoleStack } from './support/console-stack.ts';

if (chromiumPath === undefined) {
  console.warn('Skipped: "the console on a phone" (test/web/on-a-phone.test.ts). There is no Chromium here.');
}

const names = Object.keys(branches);

describe.skipIf(chromiumPath === undefined)("the console on a phone's width, mostly by keyboard alone", () => {
  let browser: Browser;
  let stack: RunningStack & { readonly pageUrl: string };
  let page: Page;

  beforeAll(async () => {
    [browser, stack] = await Promise.all([startBrowser(), startConsoleStack(100)]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const open = async (options: BrowserContextOptions = {}) => {
    page = await openConsole(browser, stack.pageUrl, { viewport: phone, ...options });
  };
  afterEach(() => page?.close());

  /** A ride of the page's rider. */
  const ask = async () => {
    const headers = await asRider(defaultRider);
    const { body } = await unlessOverloaded(() => stack.call('POST', 'rides', { headers, body: firstRide }));
    return String(body.rideId);
  };

  const { raceButton, runner, knob, deadLettersOf, verdict, cutOff, holdOutcomes, seriousFindings } = consoleParts(
    () => page,
  );

  it("fits a phone's width, in the dark, and shows both sides and the verdict while they run", async () => {
    await open({ colorScheme: 'dark' });
    for (const name of names) await knob(name, 'delay').fill('1000');
    const release = await holdOutcomes();
    await press(raceButton());
    await runner('sequential').locator('li.growing').first().waitFor();
    await eventually(async () => {
      const boxes = await Promise.all(
        [runner('parallel'), runner('sequential'), verdict()].map((each) => each.boundingBox()),
      );
      for (const box of boxes) {
        expect(box?.y).toBeGreaterThanOrEqual(0);
        expect((box?.y ?? 0) + (box?.height ?? 1_000)).toBeLessThanOrEqual(phone.height);
      }
    });
    expect(await raceButton().count()).toBe(0);
    expect(await cutOff()).toEqual([]);
    await release();
    await raceButton().waitFor();
    expect(await cutOff()).toEqual([]);
    await expectToFitPhone(page);
    expect(await seriousFindings()).toEqual([]);
  });

  it('floods the stack, stops that, finds a ride and cancels it', async () => {
    const rideId = await ask();
    await open();
    const [load, rides] = [page.locator('#load'), page.locator('#rides')];
    await typeInto(load.getByLabel('Rides'), '3000');
    await typeInto(load.getByLabel('Each branch takes'), '0');
    await press(load.getByRole('button', { name: 'Send them' }));
    await load
      .getByRole('status')
      .filter({ hasText: / [1-9]\d* accepted/ })
      .waitFor();
    await press(load.getByRole('button', { name: 'Stop' }));
    await load.getByText(/^Stopped after \d+ of 3,000 rides: /).waitFor();
    await choose(rides.getByLabel('State'), 'confirmed');
    await typeInto(rides.getByLabel('Id, or a part of it'), rideId.slice(-12));
    await rides.locator(`tr:only-child[data-ride=${rideId}]`).waitFor();
    await press(rides.getByRole('button', { name: `Cancel ${rideId}` }));
    await rides.getByText(`…${rideId.slice(-4)} is cancelled.`).waitFor();
    expect(await statusOf(stack, rideId)).toBe('cancelled');
    await expectToFitPhone(page);
    expect(await seriousFindings()).toEqual([]);
  });

  it('breaks branches and redrives a dead letter', async () => {
    await open();
    for (const branch of names) {
      const select = knob(branch, 'fault');
      await tabTo(select);
      for (const fault of ['exception', 'timeout', 'crash', 'reject', 'once']) {
        await page.keyboard.press('ArrowDown');
        expect(await select.inputValue()).toBe(fault);
      }
      await page.keyboard.press('Home');
      expect(await select.inputValue()).toBe('none');
    }
    await tabTo(knob('pricing', 'fault'));
    await page.keyboard.press('ArrowDown');
    await press(raceButton(), 'Space');
    await runner('parallel').locator('.reason', { hasText: 'pricing_unavailable' }).waitFor();
    await press(deadLettersOf('pricing'));
    const dialog = page.getByRole('dialog');
    await press(dialog.locator('summary').first(), 'Space');
    await dialog.locator('pre').first().waitFor();
    expect(await seriousFindings()).toEqual([]);
    await press(dialog.getByRole('button', { name: 'Redrive' }));
    await dialog.getByText(/^[1-9]\d* moved back to the lane/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expectToFitPhone(page);
  });

  it('tells how a ride ends whose pricing fails once', async () => {
    await open();
    await press(knob('pricing', 'fault'), 'End');
    await press(raceButton());
    const [confirmed, rejected] = [
      /confirmed after [\d,]+ ms with driver-\d+ for \$[\d.]+/,
      /rejected after [\d,]+ ms/,
    ];
    const why = 'because of pricing, which failed in 1 attempt';
    const told: readonly [string, RegExp][] = [
      ['tale-parallel', new RegExp(`^C${confirmed.source.slice(1)}; .*, pricing in 2 attempts; driver-\\d+ is held; `)],
      ['tale-sequential', new RegExp(`^R${rejected.source.slice(1)} ${why}; `)],
      [
        'verdict',
        new RegExp(`^Side by side: ${confirmed.source}, .*; one after the other: ${rejected.source} ${why}, `),
      ],
    ];
    for (const [part, text] of told) {
      await page.getByTestId(part).filter({ hasText: text }).waitFor();
      const { x = -1, width = phone.width } = (await page.getByTestId(part).boundingBox()) ?? {};
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(phone.width);
    }
    expect(await cutOff()).toEqual([]);
    await expectToFitPhone(page);
    expect(await seriousFindings()).toEqual([]);
  });

  it("opens a ride's trace from the list", async () => {
    const rideId = await ask();
    await open();
    const rides = page.locator('#rides');
    await typeInto(rides.getByLabel('Id, or a part of it'), rideId);
    await press(rides.locator(`tr:only-child[data-ride=${rideId}]`).getByRole('link'));
    await page.locator('#trace .hops li', { hasText: /settled: \w+/ }).waitFor();
    await expectToFitPhone(page);
    expect(await seriousFindings()).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    "lines the API form up on a phone's width and cuts nothing off, %s",
    async (colorScheme) => {
      await open({ colorScheme });
      const api = page.locator('#api');
      const edgesOf = async (parts: Locator) => {
        const boxes = await Promise.all((await parts.all()).map((part) => part.boundingBox()));
        return boxes.map((box) => (box ? [box.x, box.x + box.width] : expect.fail(`${parts} is not seen`)));
      };
      const send = async () => {
        await press(api.getByRole('button', { name: 'Send' }));
      };
      await api.getByLabel('Body').fill('{');
      await send();
      await api.getByText('This is not JSON').waitFor();
      await api.getByLabel('Example').selectOption('A ride in San Francisco');
      await send();
      await api.getByRole('status').filter({ hasText: '200 OK' }).waitFor();
      const [first, ...others] = await edgesOf(api.locator('label, input, select, textarea, dl, pre'));
      expect(others).toEqual(others.map(() => first));
      for (const [left = -1, right = Number.NaN] of await edgesOf(page.locator('nav a'))) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(phone.width);
      }
      await expectToFitPhone(page);
      expect(await seriousFindings()).toEqual([]);
    },
  );
});
