import type { Browser, BrowserContextOptions, Locator, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { replaceFunction } from '../../cli/dev/replace-function.ts';
import { branches } from '../../core/branches.ts';
import type { CloudFunction } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { breakableLine } from './support/breakable-line.ts';
import { phone } from './support/by-keys.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';
import { consoleParts, statusOf } from './support/console-parts.ts';
import { startConsoleStack } from './support/console-stack.ts';

const desktop = { width: 1280, height: 900 };

const names = Object.keys(branches);
const optional = Object.values(branches).flatMap(({ name, need }) => (need === 'optional' ? [name] : []));
const [anOptional = ''] = optional;

if (chromiumPath === undefined) {
  console.warn('Skipped: "the console in a browser" (test/web/console.test.ts). There is no Chromium here.');
}

describe.skipIf(chromiumPath === undefined)('the console in a browser', () => {
  let browser: Browser;
  let stack: RunningStack & { readonly pageUrl: string };
  let page: Page;
  let complaints: string[];
  let hosts: Set<string>;
  let crashed: Page;

  beforeAll(async () => {
    [browser, stack] = await Promise.all([startBrowser(), startConsoleStack(150)]);
    // Until this ride ends, at its deadline, it takes along what shares a process with it.
    let subscribed: Promise<unknown> = Promise.resolve();
    await open({}, stack.pageUrl, async () => {
      // What is pushed before that is not heard, and so the page would not know which ride has died.
      subscribed = page
        .waitForEvent('websocket')
        .then((socket) =>
          socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('subscribe_success')),
        );
    });
    await subscribed;
    await knob('pricing', 'fault').selectOption('crashes');
    await raceButton().click();
    await runner('parallel').locator('.badge.expired').waitFor();
    // Until its lease ends.
    await page
      .getByTestId('tale-sequential')
      .filter({ hasText: /; driver-\d+ is held until/ })
      .waitFor();
    crashed = page;
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** Every page says what it asks for and what goes wrong in it. */
  const open = async (
    options: BrowserContextOptions = {},
    url = stack.pageUrl,
    prepare: () => Promise<unknown> = async () => {},
  ) => {
    const context = await browser.newContext({
      viewport: desktop,
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    page = await context.newPage();
    await prepare();
    complaints = [];
    hosts = new Set();
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
    page.on('websocket', (socket) => hosts.add(new URL(socket.url()).hostname));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await page.getByText('live', { exact: true }).waitFor();
  };
  afterEach(() => page?.context().close());

  const { raceButton, runner, knob, deadLettersOf, verdict, rideOf, race, cutOff, holdOutcomes, seriousFindings } =
    consoleParts(() => page);
  const msOf = async (runner: Locator, figure: string) =>
    Number.parseInt((await runner.locator(`.figures .${figure} dd`).innerText()).replaceAll(',', ''), 10);
  const stateOf = (rideId: string) => statusOf(stack, rideId);

  /** What a button that copies has put on the clipboard. */
  const copiedBy = async (button: Locator) => {
    const command = await button.getAttribute('title');
    await page.bringToFront();
    await button.click();
    await eventually(async () => expect(await page.evaluate('navigator.clipboard.readText()')).toBe(command));
    return command;
  };

  it('races a ride by keyboard alone, and side by side wins', async () => {
    await open();
    await page.getByRole('button', { name: '300 / 200 / 150 / 100' }).focus();
    await page.keyboard.press('Enter');
    // So long that other work on this machine does not decide the race.
    const delays = { 'driver-matching': '2000', eta: '1600', pricing: '1200', 'payment-check': '400' };
    for (const [branch, ms] of Object.entries(delays)) await knob(branch, 'delay').fill(ms);
    await raceButton().focus();
    await page.keyboard.press('Enter');
    // They grow while they run: some have answered, and another is at work.
    const growing = (flow: 'parallel' | 'sequential') => runner(flow).locator('ul:has(li.done) li.growing').first();
    await Promise.all([growing('parallel').waitFor(), growing('sequential').waitFor()]);
    await verdict().filter({ hasText: 'Side by side wins' }).waitFor();
    for (const flow of ['parallel', 'sequential'] as const) {
      expect(await runner(flow).locator('li.done').count()).toBe(names.length);
      expect(await runner(flow).getAttribute('data-status')).toBe('confirmed');
    }
    const parallel = runner('parallel');
    expect(await msOf(parallel, 'saved')).toBe((await msOf(parallel, 'sum')) - (await msOf(parallel, 'total')));
    await page.getByRole('button', { name: 'three times 200' }).click();
    await page.getByLabel('Rides at once').fill('3');
    await race();
    expect(await parallel.locator('.several').innerText()).toMatch(/^3 of 3 rides answered, 3 confirmed/);
    await parallel.locator('.several summary').click();
    const copies = parallel.locator('.several li').getByRole('button', { name: 'copy as curl' });
    expect(await copies.count()).toBe(3);
    expect(await copiedBy(copies.last())).toMatch(/^curl -s 'http:[^']+\/v1\/rides\/ride_[0-9a-f]{32}' -H /);
    for (const name of optional) expect(await knob(name, 'delay').inputValue()).toBe('0');
    expect([...hosts]).toEqual(['127.0.0.1']);
    expect(complaints).toEqual([]);
  });

  it('asks for the ride again and again where it hears nothing, and says what it only expects', async () => {
    await open({}, stack.pageUrl, () =>
      page.route('**/_console/config', async (route) => {
        const { push, ...config } = await (await route.fetch()).json();
        expect(push).toBeDefined();
        await route.fulfill({ json: config });
      }),
    );
    await knob('driver-matching', 'delay').fill('3000');
    const release = await holdOutcomes();
    await raceButton().click();
    await runner('sequential').locator('li.expected').first().waitFor();
    await runner('parallel').locator('ul:has(li.done) li.growing').first().waitFor();
    await release();
    await verdict().filter({ hasText: 'wins' }).waitFor();
  });

  it('shows why a ride is rejected whose card is declined', async () => {
    await open();
    await page.getByLabel('Paid with').selectOption('a card that is declined');
    await race();
    for (const flow of ['parallel', 'sequential'] as const) {
      expect(await runner(flow).getAttribute('data-status')).toBe('rejected');
      expect(await runner(flow).locator('.reason').innerText()).toContain('payment-check');
    }
    await verdict()
      .filter({ hasText: /^Side by side: rejected after .*; one after the other: rejected after .*payment-check/ })
      .waitFor();
    // Whoever was found is released within moments, and the page says so when it has seen it. Side by side the card may be
    // declined before somebody is found.
    await page.getByTestId('tale-sequential').filter({ hasText: 'the driver is free again' }).waitFor();
    await page
      .getByTestId('tale-parallel')
      .filter({ hasText: /the driver is free again|no driver is held/ })
      .waitFor();
  });

  it('shows both attempts of a branch that fails once, and where it failed', async () => {
    await open();
    await knob('pricing', 'fault').selectOption('fails once');
    await race();
    const bars = runner('parallel').locator('.waterfall');
    await bars.locator('[data-branch=pricing] + .attempt.failed + .attempt.done').waitFor();
    expect(await bars.locator('.attempt').allInnerTexts()).toEqual([
      expect.stringMatching(/^attempt 1\s+SimulatedFaultError: .* \(core\/simulate\.ts:\d+\); again in 1 s$/),
      expect.stringMatching(/^attempt 2\s/),
    ]);
    expect(await bars.locator('[data-branch=pricing].done').innerText()).toContain('attempt 2');
    const answered = `${names.length} of ${names.length} branches answered, pricing in 2 attempts`;
    await page
      .getByTestId('tale-parallel')
      .filter({ hasText: new RegExp(`^Confirmed after .*; ${answered}; .*cost ${names.length + 1} attempts`) })
      .waitFor();
    expect(await stateOf(await rideOf('parallel'))).toBe('confirmed');
    // One after the other nobody asks again.
    expect(await runner('sequential').locator('[data-branch=pricing].failed').count()).toBe(1);
    await page
      .getByTestId('tale-sequential')
      .filter({ hasText: /^Rejected after .* because of pricing, which failed in 1 attempt; / })
      .waitFor();
  });

  it('rejects a ride one of whose branches throws, and redrives its dead letter from the page', async () => {
    await open();
    await knob('payment-check', 'fault').selectOption('throws an exception');
    await raceButton().click();
    await runner('parallel').locator('.reason', { hasText: 'payment-check_unavailable' }).waitFor();
    await runner('parallel').getByText('attempts_exhausted, attempt').waitFor();
    await runner('parallel').locator('li.attempt.failed').first().waitFor();
    await raceButton().waitFor();
    for (const viewport of [phone, desktop]) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        expect(await cutOff()).toEqual([]);
        expect(await seriousFindings()).toEqual([]);
      }
    }
    await page
      .locator('#queues')
      .getByText(/dead letters? in \d+ of \d+ dead-letter queues/)
      .waitFor();
    await deadLettersOf('payment-check').click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(/It failed with .*SimulatedFaultError.* \((\w+\/)+[\w-]+\.ts:\d+\)/)
      .first()
      .waitFor();
    await dialog
      .getByText(/A redrive puts it back into .*: payment-check .* ride stays rejected/)
      .first()
      .waitFor();
    await dialog.locator('summary', { hasText: 'ride-requested' }).click();
    expect(await dialog.locator('pre').innerText()).toContain('"fault": "exception"');
    expect(await seriousFindings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Redrive' }).click();
    await dialog.getByText('1 moved back to the lane.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it("shows a ride's way, its messages and its log lines", async () => {
    await open();
    await race();
    await runner('parallel').getByRole('button', { name: 'trace' }).click();
    const trace = page.locator('#trace');
    await trace.locator('.hops li', { hasText: 'settled: confirmed' }).waitFor();
    await trace.locator('summary', { hasText: 'wake-up of' }).first().click();
    expect(await trace.locator('.message[open] pre').innerText()).toContain('"kind": "wake-up"');
    await trace.getByText('Log lines', { exact: true }).click();
    expect(await trace.locator('.log pre').innerText()).toContain('branch finished');
    expect(await seriousFindings()).toEqual([]);
  });

  it('lists rides as they come, by state and by id; a link to one survives a reload; one can be cancelled', async () => {
    await open();
    await race();
    const rideId = await rideOf('parallel');
    const rides = page.locator('#rides');
    await rides.scrollIntoViewIfNeeded();
    await rides.getByLabel('State').selectOption('confirmed');
    await rides.getByLabel('Id, or a part of it').fill(rideId.slice(5));
    const row = rides.locator(`tr[data-ride=${rideId}]`);
    await rides.locator(`tr:only-child[data-ride=${rideId}]`).waitFor();
    expect(await row.innerText()).toMatch(/confirmed\s+rider-1\s+\d+ (s|min)\s+\S+, [\d,]+ ms/);
    expect(await seriousFindings()).toEqual([]);
    const copied = await copiedBy(row.getByRole('button', { name: 'copy as curl' }));
    expect(copied).toContain(`/v1/rides/${rideId}' `);
    await row.getByRole('link').click();
    await page.locator('.hops li', { hasText: 'settled: confirmed' }).waitFor();
    await page.reload();
    await page.locator('.hops li', { hasText: 'settled: confirmed' }).waitFor();
    expect(await page.locator('#trace').getByLabel('Ride').inputValue()).toBe(rideId);
    await rides.scrollIntoViewIfNeeded();
    await rides.getByLabel('Id, or a part of it').fill(rideId);
    // The race's page was reloaded: another one came in its place, and its rides are cancelled by hand or by the backend.
    const cancel = row.getByRole('button', { name: `Cancel ${rideId}` });
    await cancel.or(row.locator('.badge.cancelled')).first().waitFor();
    if (await cancel.isVisible()) await cancel.click();
    await row.locator('.badge.cancelled').waitFor();
  });

  it("sends any call of the API's description as anybody, and none whose body is no JSON", async () => {
    await open();
    const api = page.locator('#api');
    const call = api.getByRole('combobox', { name: 'Call', exact: true });
    const body = api.getByLabel('Body');
    const calls: Request[] = [];
    page.on('request', (request) => new URL(request.url()).pathname.startsWith('/v1/') && calls.push(request));
    const send = async (answer: string) => {
      await api.getByRole('button', { name: 'Send' }).click();
      await api.getByRole('status').filter({ hasText: answer }).waitFor();
      return JSON.parse(await api.locator('pre').innerText());
    };
    const curl = () => api.getByRole('button', { name: 'copy as curl' });

    await body.fill('{ "pickup": }');
    await api.getByRole('button', { name: 'Send' }).click();
    await api.getByText('This is not JSON').waitFor();
    await body.and(page.locator(':focus[aria-invalid=true]')).waitFor();
    expect(await curl().isDisabled()).toBe(true);
    expect(await seriousFindings()).toEqual([]);
    await api.getByLabel('Example').selectOption('A ride in San Francisco');
    await api.getByLabel('Prefer').fill('wait=20');
    const { rideId, status, outcome } = await send('200 OK');
    expect(status).toBe('confirmed');
    expect(await api.locator('dl').innerText()).toContain(`/v1/rides/${rideId}`);
    expect(calls.map((request) => [request.method(), request.headers().prefer])).toEqual([['POST', 'wait=20']]);
    expect(await curl().getAttribute('title')).toMatch(
      /^curl -s 'http:[^']+\/v1\/rides' -H 'Prefer: wait=20' -H 'Content-Type: application\/json' .*--rider rider-1\)" -d '\{/,
    );

    await call.selectOption('POST /rides/{rideId}/complete: Complete a ride');
    expect(await api.getByLabel('As driver').inputValue()).toBe(outcome.driver.driverId);
    expect(await send('200 OK')).toMatchObject({ rideId, status: 'completed' });
    await call.selectOption('GET /rides/{rideId}: Get a ride');
    await api.getByLabel('As rider').fill('somebody-else');
    expect(await send('404')).toMatchObject({ code: 'ride_not_found' });
    expect(await seriousFindings()).toEqual([]);
  });

  it('takes the pickup from a click on the map, and the drop-off from its fields', async () => {
    await open();
    const latitude = (index: number) => page.getByLabel('Latitude').nth(index);
    await page.getByText('drivers are free').waitFor();
    const before = await latitude(0).inputValue();
    await page.getByRole('img', { name: 'Map of the city' }).click({ position: { x: 200, y: 120 } });
    expect(await latitude(0).inputValue()).not.toBe(before);
    // What is typed counts at once: nothing leaves the fields before the button is pressed.
    await knob(anOptional, 'delay').fill('70');
    await latitude(1).fill('37.76123');
    const rideField = page.locator('#trace').getByLabel('Ride');
    await rideField.fill('ride_');
    const isSequential = (request: Request) => request.url().endsWith('/sequential-rides');
    const [sent] = await Promise.all([page.waitForRequest(isSequential), raceButton().dispatchEvent('click')]);
    const { pickup, dropoff, simulate } = sent.postDataJSON();
    expect([pickup.lat, dropoff.lat]).toEqual([Number(await latitude(0).inputValue()), 37.76123]);
    expect(simulate[anOptional]).toEqual({ delayMs: 70 });
    await page.locator('#trace .recent').waitFor();
    expect(await rideField.inputValue()).toBe('ride_');
    await raceButton().waitFor();
    await page.getByText(/driver-\d+ is on the way to A/).waitFor();
  });

  it.each([
    ['#load', 'Rides', '15'],
    ['#api', 'As driver', 'driver-of-mine'],
  ])('leaves the text alone that somebody is about to replace, in %s: %s', async (part, label, text) => {
    await open();
    const { promise: isChosen, resolve } = Promise.withResolvers<void>();
    await page.route('**/_console/events?*', async (route) => {
      await isChosen;
      await route.continue();
    });
    await page.reload();
    await page.locator('#api').getByRole('combobox', { name: 'Call', exact: true }).selectOption('completeRide');
    const field = page.locator(part).getByLabel(label);
    await field.selectText();
    const before = await field.inputValue();
    resolve();
    // Another number is suggested, and another driver, once it is known who is free.
    await page.getByText(/standard ones? (is|are) free now/).waitFor();
    expect(await field.inputValue()).toBe(before);
    await page.keyboard.type(text);
    expect(await field.inputValue()).toBe(text);
    await field.blur();
    expect(await field.inputValue()).toBe(text);
    expect(before).not.toBe(text);
  });

  it('sends many rides, and sees those that are accepted worked off', async () => {
    await open();
    const load = page.locator('#load');
    const statuses: number[] = [];
    page.on('response', (response) => {
      const isAsked = response.request().method() === 'POST' && response.url().endsWith('/v1/rides');
      if (isAsked) statuses.push(response.status());
    });
    // As many as fit the fleet, once that is known.
    await load.getByText(/standard ones? (is|are) free now/).waitFor();
    const suggested = Number(await load.getByLabel('Rides').inputValue());
    expect(suggested).toBeGreaterThan(10);
    expect(suggested).toBeLessThan(105);
    await load.getByLabel('Rides').fill('15');
    await load.getByLabel('Each branch takes').fill('0');
    await load.getByRole('button', { name: 'Send them' }).click();
    await load.locator('[data-phase=done]').waitFor();
    // A machine that is busy with something else has some of them refused.
    const [accepted, refused] = [202, 429].map((status) => statuses.filter((each) => each === status).length);
    expect(statuses).toHaveLength(15);
    expect(accepted).toBeGreaterThan(0);
    expect(await load.getByRole('status').innerText()).toMatch(
      new RegExp(
        `^All 15 rides were offered: ${accepted} accepted.* ${accepted} were confirmed, 0 rejected and 0 expired, after [\\d.]+ s\\. The confirmed rides were cancelled`,
      ),
    );
    const figures = await load.locator('.figures div').allInnerTexts();
    expect(figures.slice(0, 7).map((text) => text.split('\n'))).toEqual([
      ['offered', '15'],
      ['accepted', `${accepted}`],
      ['refused (429)', `${refused}`],
      ['confirmed', `${accepted}`],
      ['rejected', '0'],
      ['expired', '0'],
      ['cancelled', '0'],
    ]);
    expect(await load.locator('.figures dd').last().innerText()).toMatch(/^[\d,]+ ms$/);
  });

  it('stops a load, and cancels what a closed tab has left behind', async () => {
    const left: string[] = [];
    // In the page: what is intercepted outside it is not sent when the page is closed.
    await open({}, stack.pageUrl, async () => {
      await page.exposeFunction('neverHear', (rideId: string) => left.push(rideId));
      await page.addInitScript(`
        const ask = window.fetch;
        window.fetch = async (...call) => {
          const response = await ask(...call);
          if (!window.isDeaf || response.status !== 202 || !response.url.endsWith('/v1/rides')) return response;
          window.neverHear((await response.json()).rideId);
          return new Promise(() => {});
        };
      `);
    });
    const load = page.locator('#load');
    await load.getByLabel('Rides').fill('3000');
    await load.getByLabel('Each branch takes').fill('3000');
    await load.getByRole('button', { name: 'Send them' }).click();
    await load
      .getByRole('status')
      .filter({ hasText: / [1-9]\d* accepted/ })
      .waitFor();
    await load.getByRole('button', { name: 'Stop' }).click();
    await load.locator('[data-phase=done]').waitFor();
    expect(await load.getByRole('status').innerText()).toMatch(
      /^Stopped after \d+ of 3,000 rides: .* cancelled before (its|their) outcome.*, after [\d.]+ s\.( The confirmed rides? (was|were) cancelled .*)?$/,
    );
    // Side by side it may have to queue behind what is left of the load.
    await race();
    expect(await runner('sequential').getAttribute('data-status')).toBe('confirmed');
    left.push(await rideOf('sequential'));
    // The answers to some more are on their way when the tab is closed.
    await page.evaluate('window.isDeaf = true');
    await load.getByLabel('Each branch takes').fill('0');
    await load.getByRole('button', { name: 'Send them' }).click();
    await eventually(() => expect(left.length).toBe(4));
    await page.close();
    await eventually(async () => expect(await Promise.all(left.map(stateOf))).toEqual(left.map(() => 'cancelled')));
  });

  it('says that the stack is away, and goes on when it is back', async () => {
    const line = await breakableLine(stack.pageUrl);
    onTestFinished(() => line.cut());
    await open({}, line.url);
    await line.cut();
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    expect(await raceButton().isDisabled()).toBe(true);
    await line.mend();
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await race();
    expect(await runner('parallel').getAttribute('data-status')).toBe('confirmed');
  });

  it('names a branch that crashes: the ride ends at its deadline without it', async () => {
    page = crashed;
    expect(await runner('parallel').locator('[data-branch=pricing]').innerText()).toContain('no answer in time');
    expect(await runner('parallel').locator('.reason').innerText()).toContain('pricing');
    await runner('parallel').locator('li.attempt.failed', { hasText: 'Runtime exited' }).first().waitFor();
    expect(await verdict().innerText()).toContain('one after the other: the process died (502)');
    const tale = await page.getByTestId('tale-sequential').innerText();
    expect(tale).toContain('the ride has no record');
    const copied = await copiedBy(runner('sequential').getByRole('button', { name: 'copy as curl' }));
    expect(copied).toMatch(/\/v1\/sequential-rides' .*"pricing":\{"delayMs":\d+,"fault":"crash"\}/);
    expect(await page.locator('li', { hasText: 'at work' }).count()).toBe(0);
  });

  it('names the functions that were reloaded, those without a lane too', async () => {
    await open();
    const queues = page.locator('#queues');
    for (const service of [anOptional, 'api', 'sequential-ride']) {
      const isIt = ({ environment }: CloudFunction) => environment.POWERTOOLS_SERVICE_NAME === service;
      const code = stack.cloud.functions().find(isIt)?.environment.LAMBDA_TASK_ROOT ?? '';
      await replaceFunction(stack.cloud, service, code);
    }
    await queues
      .locator(`[data-lane=${anOptional}]`)
      .getByText(/^reloaded \d\d:\d\d:\d\d$/)
      .waitFor();
    for (const service of ['api', 'sequential-ride']) {
      const line = new RegExp(`^Reloaded \\d\\d:\\d\\d:\\d\\d: (.*, )?${service}\\b`);
      await queues.getByText(line).waitFor();
    }
    await race();
    expect(await runner('sequential').getAttribute('data-status')).toBe('confirmed');
  });
});
