import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/support/free-ports.ts';
import { type TalkingProcess, talkingNode } from '../../bench/support/talking-process.ts';
import { branches } from '../../core/branches.ts';
import { breakInPricing, placeOf } from '../support/breakpoint.ts';
import { InspectorClient } from '../support/inspector-client.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { choose, expectToFitPhone, phone, press, typeInto } from './support/by-keys.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';
import { openConsole } from './support/console-parts.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');

if (chromiumPath === undefined) {
  console.warn('Skipped: "the console, day to day" (test/web/day-to-day.test.ts). There is no Chromium here.');
}

/** A stack that a user has started, and its console in a tab on their phone, which they use by keys. */
interface Opened {
  readonly start: TalkingProcess;
  readonly pageUrl: string;
  readonly page: Page;
}

describe.skipIf(chromiumPath === undefined)('the console, day to day', { timeout: 240_000 }, () => {
  let browser: Browser;
  const running = new Set<TalkingProcess>();

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await browser?.close();
  });

  /** Starts a stack, and resolves to what it says once it is up. */
  async function startStack(options: readonly string[], cwd = projectDirectory) {
    const start = talkingNode(['cli/ride-request.js', 'start', ...options], { cwd });
    running.add(start);
    const said = await start.said(/Ctrl-C stops/);
    return { start, said, pageUrl: /Watch it all at (\S+)/.exec(said)?.[1] ?? expect.fail(said) };
  }

  const openPage = (url: string) => openConsole(browser, url, { viewport: phone });

  /** On a port that no other stack comes by once this one has ended. */
  async function open(): Promise<Opened> {
    const { start, pageUrl } = await startStack(['--port', String(await freePort())]);
    return { start, pageUrl, page: await openPage(pageUrl) };
  }

  const isLive = (page: Page) => page.getByText('live', { exact: true }).waitFor();
  const raceButton = (page: Page) => page.getByRole('button', { name: 'Race a ride' });
  const runner = (page: Page, flow: string) => page.locator(`[data-flow=${flow}]`);
  const tale = (page: Page, flow: string, pattern: RegExp) =>
    page.getByTestId(`tale-${flow}`).filter({ hasText: pattern }).waitFor();

  /** Both flows confirm a ride for such a fare. */
  async function race(page: Page, fare = /\$\d{2,3}\.\d\d/): Promise<void> {
    await press(raceButton(page));
    const pattern = new RegExp(`^Confirmed after .* with driver-\\d+ for ${fare.source};`);
    for (const flow of ['parallel', 'sequential']) await tale(page, flow, pattern);
    await expectToFitPhone(page);
  }

  /** The ride side by side is under way: only pricing has not answered. */
  async function waitsForPricing(page: Page): Promise<void> {
    const parallel = runner(page, 'parallel');
    for (const branch of Object.keys(branches).filter((name) => name !== 'pricing'))
      await parallel.locator(`li.done[data-branch=${branch}]`).waitFor();
    await parallel.locator('li.growing[data-branch=pricing]', { hasText: 'at work' }).waitFor();
    expect(await parallel.getAttribute('data-status')).toBe('requested');
    await expectToFitPhone(page);
  }

  /** Ends a stack, as Ctrl-C does, while its page is open. */
  async function ends({ start, page }: Pick<Opened, 'start' | 'page'>): Promise<void> {
    start.child.kill('SIGINT');
    const { code, output } = await start.exited;
    expect(output).toMatch(/stopping … \d+\.\d s\n/);
    expect(code).toBe(0);
    await page
      .getByRole('alert')
      .filter({ hasText: 'The stack does not answer.' })
      .filter({ hasText: 'npm start' })
      .waitFor();
    await page.getByText('away', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Rac/ }).isDisabled()).toBe(true);
    await expectToFitPhone(page);
  }

  describe('of two stacks beside each other', () => {
    let one: Opened;
    let other: Opened;

    beforeAll(async () => {
      one = await open();
      other = await open();
    });

    it("shows only the rides of the page's own stack", async () => {
      expect(other.pageUrl).not.toBe(one.pageUrl);
      await race(one.page);
      const rideId = (await runner(one.page, 'parallel').getAttribute('data-ride')) ?? expect.fail('no ride');
      for (const { page } of [one, other])
        await typeInto(page.locator('#rides').getByLabel('Id, or a part of it'), rideId);
      await one.page.locator(`#rides tr:only-child[data-ride=${rideId}]`).waitFor();
      await other.page.locator('#rides').getByText('No ride matches.').waitFor();
    });

    it('says that its stack has ended while nothing ran, and goes on with the next one on its port', async () => {
      await ends(other);
      const { start } = await startStack(['--port', new URL(other.pageUrl).port]);
      await isLive(other.page);
      await other.page.getByRole('alert').waitFor({ state: 'hidden' });
      await race(other.page);
      start.child.kill('SIGINT');
      expect((await start.exited).code).toBe(0);
    });

    it('says that its stack has ended in the middle of a race', async () => {
      const { page } = one;
      await choose(page.getByLabel("pricing's fault"), 'hangs');
      await press(raceButton(page));
      await waitsForPricing(page);
      await ends(one);
      await tale(page, 'parallel', /^The stack stopped answering after .*; what happened to the ride is not known; /);
      // Whether a branch was heard of before that is chance.
      await tale(page, 'sequential', /^The stack stopped answering after .* is not known; /);
    });
  });

  it('sends no further ride of a load whose stack has ended, to the next one on its port either', async () => {
    const { start, page, pageUrl } = await open();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && /\/v1\/rides$/.test(request.url())) asked.push(request.url());
    });
    const load = page.locator('#load');
    await load.getByLabel('Rides').fill('3000');
    await load.getByRole('button', { name: 'Send them' }).click();
    await load
      .locator('[data-phase=sending] .figures div', { hasText: /^accepted[1-9]/ })
      .first()
      .waitFor();
    await ends({ start, page });
    await load.locator('[data-phase=done]').waitFor();
    const told = await load.getByRole('status').innerText();
    const [, offered = ''] =
      /^The stack stopped answering after ([\d,]+) of 3,000 rides; what happened to (?:the|[\d,]+ of [\d,]+) accepted rides is not known\.$/.exec(
        told,
      ) ?? expect.fail(told);
    expect(await load.locator('.figures div', { hasText: /^offered/ }).innerText()).toMatch(
      new RegExp(`^offered\\s+${offered}$`),
    );
    // Beside those that were answered at most those that were under way.
    const sent = asked.length;
    expect(sent).toBeLessThanOrEqual(Number(offered.replaceAll(',', '')) + 3);
    const next = await startStack(['--port', new URL(pageUrl).port]);
    await isLive(page);
    await race(page);
    // The race's own.
    expect(asked).toHaveLength(sent + 1);
    expect(await load.getByRole('status').innerText()).toBe(told);
    next.start.child.kill('SIGINT');
    expect((await next.start.exited).code).toBe(0);
    await page.close();
  });

  describe('of a stack for edits and breakpoints', () => {
    let copy: ProjectCopy;
    let stack: Opened;
    let client: InspectorClient;
    /** A fare after the edit. */
    const dearer = /\$\d\d,\d{3}\.\d\d/;
    /** How many scripts the debugger had seen before the edit. */
    let known = 0;

    beforeAll(async () => {
      copy = await copyProject();
      const port = String(await freePort());
      const { start, said, pageUrl } = await startStack(['--watch', '--inspect', '0', '--port', port], copy.directory);
      stack = { start, pageUrl, page: await openPage(pageUrl) };
      const [, inspectorUrl] = /Debugger listening on (ws:\S+)/.exec(said) ?? expect.fail(said);
      client = await InspectorClient.connect(inspectorUrl ?? '');
    });
    afterAll(async () => {
      client?.close();
      stack?.start.child.kill('SIGKILL');
      await copy?.remove();
    });

    it('names what an edit has reloaded, and has the new fare in the next race, in both flows', async () => {
      const { page, start } = stack;
      await race(page);
      const before = start.printed();
      // The maps of the old code go with it.
      known = client.scripts.length;
      await copy.edit('core/tariffs.ts', 'baseMinor: 220,', 'baseMinor: 1_000_220,');
      await start.said(/Reloaded .*pricing/, before);
      const queues = page.locator('#queues');
      await queues
        .locator('[data-lane=pricing]')
        .getByText(/^reloaded \d\d:\d\d:\d\d$/)
        .waitFor();
      await queues.getByText(/^Reloaded \d\d:\d\d:\d\d: .*\bsequential-ride\b/).waitFor();
      await race(page, dearer);
    });

    it('shows that a ride waits for pricing while that stands at a breakpoint, and confirms it from there on', async () => {
      const { page } = stack;
      const place = await breakInPricing(client, copy.directory, known);
      await press(raceButton(page));
      const pause = await client.paused();
      expect(await placeOf(pause)).toEqual(place);
      await waitsForPricing(page);
      await pause.resume();
      await tale(page, 'parallel', new RegExp(`^Confirmed after .* for ${dearer.source};`));
    });

    it('says that its stack has ended while it stood at a breakpoint', async () => {
      const { page } = stack;
      await press(raceButton(page));
      await client.paused();
      await waitsForPricing(page);
      await ends(stack);
      await tale(page, 'parallel', /^The stack stopped answering after .*; what happened to the ride is not known; /);
    });
  });
});
