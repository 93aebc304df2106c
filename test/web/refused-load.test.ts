import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asRider } from '../../cli/callers.ts';
import { laneNameOf } from '../../cli/console/lane-figures.ts';
import { defaultRider } from '../../cli/defaults.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import type { QueueFigures } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';
import { openConsole } from './support/console-parts.ts';
import { startConsoleStack } from './support/console-stack.ts';

if (chromiumPath === undefined) {
  console.warn('Skipped: "a load that is refused in part" (test/web/refused-load.test.ts). There is no Chromium here.');
}

/** Rides that may be under way at once: far fewer than are sent while the first ones take their time. */
const burst = 4;

const figures = ['offered', 'accepted', 'refused (429)', 'confirmed', 'rejected', 'expired', 'cancelled'] as const;

type Figures = Readonly<Record<(typeof figures)[number], number>>;

/** What the page has shown of a load at some moment; a figure that was not known yet is missing. */
interface Shown {
  readonly phase: string;
  readonly figures: Partial<Figures>;
  /** The sentence. */
  readonly told: string;
}

/** Keeps all that the page shows of its load from now on. */
const keepShown = `
  window.shown = [];
  new MutationObserver(() => {
    const result = document.querySelector('#load .load-result');
    if (!result) return;
    const entries = [...result.querySelectorAll('.figures div')].map((each) =>
      [each.querySelector('dt').textContent, Number(each.querySelector('dd').textContent.replaceAll(',', ''))]);
    shown.push({
      phase: result.dataset.phase,
      told: result.querySelector('[role=status]').textContent,
      figures: Object.fromEntries(entries.filter(([, figure]) => !Number.isNaN(figure))),
    });
  }).observe(document.querySelector('#load'), { subtree: true, childList: true, characterData: true, attributes: true });
`;

/** How a load's sentence names its figures. */
const namings: Readonly<Record<keyof Figures | 'waiting', RegExp>> = {
  offered: /^Sending: ([\d,]+) of |^Stopped after ([\d,]+) of |^All ([\d,]+) rides were offered/,
  accepted: /(?:offered, |: )([\d,]+) accepted/,
  'refused (429)': /([\d,]+) refused at once/,
  confirmed: /([\d,]+) (?:was|were) confirmed/,
  rejected: /([\d,]+) rejected/,
  expired: /([\d,]+) expired/,
  cancelled: /([\d,]+) cancelled before/,
  waiting: /([\d,]+) of [\d,]+ accepted rides? waits? for|([\d,]+) without a known outcome/,
};

function namedIn(told: string): Partial<Record<keyof typeof namings, number>> {
  const named = Object.entries(namings).flatMap(([name, naming]) => {
    const figure = naming.exec(told)?.slice(1).find(Boolean);
    return figure === undefined ? [] : [[name, Number(figure.replaceAll(',', ''))]];
  });
  return Object.fromEntries(named);
}

/** What a sentence names is what the figures beside it say, and it leaves out only what is 0 or what comes later. */
function expectTrue({ phase, figures, told }: Shown): void {
  const { offered, accepted = 0, confirmed, rejected = 0, expired = 0, cancelled = 0 } = figures;
  const refused = figures['refused (429)'] ?? 0;
  const ends = phase === 'done' && accepted > 0 ? { confirmed, rejected, expired } : {};
  const waiting = accepted - (confirmed ?? 0) - rejected - expired - cancelled;
  const named = namedIn(told);
  expect(named, told).toEqual({
    offered,
    accepted,
    ...(refused > 0 && { 'refused (429)': refused }),
    ...ends,
    ...(phase === 'done' && cancelled > 0 && { cancelled }),
    // Before the first figures of outcomes a sentence says only that rides wait.
    ...(((phase === 'waiting' && confirmed !== undefined) || (phase === 'done' && waiting > 0)) && { waiting }),
  });
}

describe.skipIf(chromiumPath === undefined)('a load that is refused in part', () => {
  let browser: Browser;
  let stack: RunningStack & { readonly pageUrl: string };
  let page: Page;
  let free: string;

  beforeAll(async () => {
    [browser, stack] = await Promise.all([startBrowser(), startConsoleStack(60, { burst: String(burst) })]);
    await open();
    free = await freeNow();
    await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const open = async () => {
    page = await openConsole(browser, stack.pageUrl);
  };
  beforeEach(open);
  afterEach(() => page?.close());

  const load = () => page.locator('#load');
  const freeNow = async () => {
    const text = await load()
      .getByText(/free now/)
      .innerText();
    return /(\d+) standard ones are free now/.exec(text)?.[1] ?? expect.fail(text);
  };

  /** Each branch takes so long that no ride has ended when the first one is refused. */
  const send = async (rides: number, branchMs = 2_500) => {
    await load().getByLabel('Rides').fill(String(rides));
    await load().getByLabel('Each branch takes').fill(String(branchMs));
    await page.evaluate(keepShown);
    await load().getByRole('button', { name: 'Send them' }).click();
  };
  const untilRefused = () =>
    load()
      .getByRole('status')
      .filter({ hasText: / [1-9]\d* accepted and [1-9]\d* refused at once \(429\) and told to retry after \d/ })
      .waitFor();
  const untilDone = async (): Promise<{ shown: readonly Shown[]; end: Figures; told: string }> => {
    await load().locator('[data-phase=done]').waitFor();
    const shown = (await page.evaluate('shown')) as readonly Shown[];
    const { figures: end = {} } = shown.at(-1) ?? {};
    expect(Object.keys(end)).toEqual(expect.arrayContaining([...figures]));
    for (const moment of shown) expectTrue(moment);
    return { shown, end: end as Figures, told: await load().getByRole('status').innerText() };
  };

  const expectSum = (end: Figures, offered: number) => {
    expect(end.offered).toBe(offered);
    expect(end.accepted + end['refused (429)']).toBe(offered);
    expect(end.confirmed + end.rejected + end.expired + end.cancelled).toBe(end.accepted);
  };

  /** Nobody is on a ride, and nobody waits for one. */
  const expectAllFree = async () => {
    await load().getByText(`${free} standard ones are free now`).waitFor();
    for (const state of ['requested', 'confirmed'])
      await page.locator(`#queues .states .${state} dd`).getByText('0', { exact: true }).waitFor();
  };

  it('counts live, and in the end every ride is accounted for', async () => {
    await send(200);
    const { shown, end, told } = await untilDone();
    expectSum(end, 200);
    expect(end['refused (429)']).toBeGreaterThan(0);
    expect(end.confirmed).toBeGreaterThan(0);
    expect(told).toMatch(
      new RegExp(
        `^All 200 rides were offered: ${end.accepted} accepted and ${end['refused (429)']} refused at once \\(429\\) and told to retry after .* s\\. ` +
          `Of the accepted rides ${end.confirmed} were confirmed, ${end.rejected} rejected and ${end.expired} expired`,
      ),
    );
    // At every moment each that was offered was accepted or refused.
    for (const { figures } of shown)
      expect((figures.accepted ?? 0) + (figures['refused (429)'] ?? 0)).toBe(figures.offered);
    const sending = shown.filter(({ phase }) => phase === 'sending');
    for (const figure of ['offered', 'accepted', 'refused (429)'] as const)
      expect(new Set(sending.map(({ figures }) => figures[figure])).size).toBeGreaterThan(2);
    expect(await load().getByText('rides that wait for their outcome, at most').innerText()).toMatch(/ [1-9]\d*$/);
    await expectAllFree();
  });

  it('tells how many accepted rides have expired', async () => {
    // Longer than a ride may take.
    await send(40, 10_000);
    const { end, told } = await untilDone();
    expectSum(end, 40);
    expect(end['refused (429)']).toBeGreaterThan(0);
    expect(end.expired).toBeGreaterThan(0);
    expect(end.expired).toBe(end.accepted);
    expect(told).toContain(` 0 were confirmed, 0 rejected and ${end.expired} expired`);
    await expectAllFree();
  });

  it('is stopped, and leaves no driver held', async () => {
    await send(5_000);
    await untilRefused();
    await load().getByRole('button', { name: 'Stop' }).click();
    const { end, told } = await untilDone();
    expect(end.offered).toBeLessThan(5_000);
    expectSum(end, end.offered);
    expect(told).toMatch(new RegExp(`^Stopped after ${end.offered} of 5,000 rides: ${end.accepted} accepted and `));
    await expectAllFree();
  });

  it('leaves no driver held when its tab is closed', async () => {
    await send(5_000);
    await untilRefused();
    // Outcomes are counted as they come, and not only when all is over.
    await load()
      .locator('[data-phase=sending] .figures div', { hasText: /^confirmed[1-9]/ })
      .waitFor();
    await page.close();
    await open();
    await expectAllFree();
  });

  it('leaves queues whose figures on the page are those of the stack, before a reload and after it', async () => {
    const simulate = { pricing: { fault: 'exception' } };
    const headers = { ...(await asRider(defaultRider)), Prefer: 'wait=0' };
    const ask = () => stack.call('POST', 'rides', { headers, body: { ...firstRide, simulate } });
    await eventually(async () => expect((await ask()).status).toBe(202));
    await page.locator('[data-lane=pricing]').getByRole('button', { name: 'dead letters' }).waitFor();
    await send(200);
    await page.locator('[data-lane=deadlines] td:nth-of-type(3)', { hasText: /^[1-9]/ }).waitFor();
    await untilDone();
    await eventually(async () => {
      const lanes = await lanesOfStack();
      expect(await lanesOfPage()).toEqual(lanes);
      expect(lanes).toEqual(Object.fromEntries(Object.keys(lanes).map((name) => [name, drained(name)])));
    });
    await page.reload();
    await page.locator('[data-lane]').first().waitFor();
    await eventually(async () => expect(await lanesOfPage()).toEqual(await lanesOfStack()));
  });

  /** What is in a lane's queue, in flight and delayed, and its dead letters. */
  type Lane = readonly [visible: number, inFlight: number, delayed: number, dead: number];
  type Lanes = Readonly<Record<string, Lane>>;

  const drained = (name: string): Lane => [0, 0, 0, name === 'pricing' ? 1 : 0];

  const lanesOfPage = async (): Promise<Lanes> => {
    const rows = await page.locator('[data-lane]').all();
    const laneOf = async (row: (typeof rows)[number]) => {
      const [level = '', inFlight = '', delayed = '', , dead = ''] = await row.locator('td').allInnerTexts();
      return [await row.getAttribute('data-lane'), [level, inFlight, delayed, dead].map(figureIn)] as const;
    };
    return Object.fromEntries(await Promise.all(rows.map(laneOf)));
  };
  const figureIn = (text: string) => Number(/\d+/.exec(text.replaceAll(',', ''))?.[0]);

  const lanesOfStack = async (): Promise<Lanes> => {
    const answer = await fetch(new URL('/_cloud/queues', stack.cloud.apiUrl));
    const { queues } = (await answer.json()) as { queues: readonly QueueFigures[] };
    const lanes = queues.flatMap(({ logicalId, consumers: [consumer], visible, inFlight, delayed }) => {
      if (consumer === undefined) return [];
      const letters = queues.filter(({ deadLettersOf }) =>
        deadLettersOf.some((source) => source.logicalId === logicalId),
      );
      const dead = letters.reduce((sum, queue) => sum + queue.visible + queue.inFlight + queue.delayed, 0);
      return [[laneNameOf(consumer), [visible, inFlight, delayed, dead]] as const];
    });
    return Object.fromEntries(lanes);
  };
});
