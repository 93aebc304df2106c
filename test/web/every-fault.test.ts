import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asRider } from '../../cli/callers.ts';
import type { RideHolds } from '../../cli/console/protocol.ts';
import { defaultRider } from '../../cli/defaults.ts';
import type { Flow, Ride } from '../../client/index.ts';
import { branches, type Need } from '../../core/branches.ts';
import { moneyText } from '../../core/money.ts';
import { eventually } from '../support/eventually.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';
import { openConsole } from './support/console-parts.ts';
import { startConsoleStack } from './support/console-stack.ts';

if (chromiumPath === undefined) {
  console.warn('Skipped: "what the console says" (test/web/every-fault.test.ts). There is no Chromium here.');
}

const names = Object.keys(branches);
const [first = ''] = names;
const all = names.length;
const allBut = all - 1;

const needOf = (branch: string): Need => branches[branch as keyof typeof branches].need;

const failedOnce = (branch: string) =>
  needOf(branch) === 'optional'
    ? confirmedBy(allBut, `, ${branch} failed in 1 attempt`)
    : new RegExp(`^Rejected after .* because of ${branch}, which failed in 1 attempt; `);

/** By what a branch does: what is said side by side of one that is required, or optional, and of each one after the other. */
const sentences: Readonly<Record<string, Readonly<Record<Need | 'sequential', (branch: string) => RegExp>>>> = {
  'throws an exception': {
    required: (branch) => new RegExp(`^Rejected after .* because of ${branch}, which failed in \\d+ attempts?; `),
    optional: () => confirmedBy(allBut),
    sequential: failedOnce,
  },
  'fails once': {
    required: (branch) =>
      new RegExp(`^Confirmed after .* ${all} of ${all} branches answered, ${branch} in 2 attempts; .* is held;`),
    // Its second answer may come later than a ride waits for one that is optional.
    optional: (branch) =>
      new RegExp(
        `^Confirmed after .* (${all} of ${all} branches answered, ${branch} in 2|${allBut} of ${all} branches)`,
      ),
    sequential: failedOnce,
  },
  hangs: {
    required: lateness,
    optional: () => confirmedBy(allBut),
    sequential: (branch) => new RegExp(`^The call timed out \\(504\\) after .*; ${lost(branch)}`),
  },
  crashes: {
    required: lateness,
    optional: () => confirmedBy(allBut),
    sequential: (branch) => new RegExp(`^The process died .*\\(502\\) after .*; ${lost(branch)}`),
  },
  'refuses the ride': {
    required: refusal,
    optional: () => confirmedBy(all),
    sequential: (branch) => (needOf(branch) === 'optional' ? confirmedBy(all, '') : refusalInTurn(branch)),
  },
};

/** `more` is what is said of branches that answered late or not at all. */
function confirmedBy(branchCount: number, more = '.*'): RegExp {
  return new RegExp(
    `^Confirmed after .* with driver-\\d+ for \\$[\\d.]+; ${branchCount} of ${all} branches answered${more}; driver-\\d+ is held;`,
  );
}

function lateness(branch: string): RegExp {
  return new RegExp(`^Expired after .* because of ${branch}, which had not answered by the deadline; `);
}

function refusal(branch: string): RegExp {
  return new RegExp(`^Rejected after .* because of ${branch} \\(simulated_rejection\\); `);
}

/** The branches after it in the registry are not asked any more. */
function refusalInTurn(branch: string): RegExp {
  const asked = names.indexOf(branch) + 1;
  const never = asked < all ? ', .* never asked' : '';
  return new RegExp(`${refusal(branch).source}${asked} of ${all} branches answered${never}; `);
}

/** Nobody has heard anything of a ride whose first branch does not answer. */
function lost(branch: string): string {
  return branch === first ? 'whether there is a ride is not known' : 'the ride has no record';
}

/** What a sentence claims of its ride; `named` are all drivers that it speaks of. */
interface Said {
  readonly state: string | undefined;
  readonly driver: string | undefined;
  readonly fare: string | undefined;
  readonly reasons: readonly string[];
  readonly held: readonly string[];
  readonly named: readonly string[];
}

function saidIn(sentence: string): Said {
  const [, driver, fare] = / with (driver-\d+) for ([^;]+);/.exec(sentence) ?? [];
  const [because = ''] = /(?<= because of )[^;]+/.exec(sentence) ?? [];
  return {
    state: /^\w+/.exec(sentence)?.[0].toLowerCase(),
    driver,
    fare,
    reasons: names.filter((name) => because.includes(name)),
    held: [...sentence.matchAll(/(driver-\d+) is held\b/g)].map(([, held = '']) => held),
    named: [...new Set(sentence.match(/driver-\d+/g))],
  };
}

describe.skipIf(chromiumPath === undefined)('what the console says', () => {
  let browser: Browser;
  let stack: RunningStack & { readonly pageUrl: string };
  const pages = new Map<string, Page>();

  beforeAll(async () => {
    [browser, stack] = await Promise.all([startBrowser(), startConsoleStack(50)]);
    // Who hears nothing of its own ride one after the other must not hear of another one.
    for (const name of names.toReversed()) {
      const page = await openConsole(browser, stack.pageUrl);
      pages.set(name, page);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** What the API and the tables have of a ride, as `saidIn` reads it from a sentence. */
  const recordedOf = async (rideId: string): Promise<Said> => {
    const headers = await asRider(defaultRider);
    const [{ body: ride }, answer] = await Promise.all([
      stack.call<Ride>('GET', `rides/${rideId}`, { headers }),
      fetch(new URL(`/_console/holds?ride=${rideId}`, stack.pageUrl)),
    ]);
    const { recorded, drivers } = (await answer.json()) as RideHolds;
    expect(recorded).toBe(ride.status);
    const held = drivers.map(({ driverId }) => driverId);
    const { driver, fare } = ride.outcome ?? {};
    return {
      state: ride.status,
      driver: driver?.driverId,
      fare: fare && moneyText(fare.amountMinor, fare.currency),
      reasons: names.filter((name) => ride.reasons.some(({ branch }) => branch === name)),
      held,
      named: [...new Set(driver ? [driver.driverId, ...held] : held)],
    };
  };

  /** Resolves to the ride's id; null where the ride was lost with its process, and there is no record to compare with. */
  const expectTrue = async (page: Page, flow: Flow) => {
    const rideId = await page.locator(`[data-flow=${flow}]`).getAttribute('data-ride');
    // A driver may be released between two looks of the page.
    if (rideId !== null)
      await eventually(async () => {
        const sentence = await page.getByTestId(`tale-${flow}`).innerText();
        expect(saidIn(sentence), sentence).toEqual(await recordedOf(rideId));
      });
    return rideId;
  };

  it.each(Object.entries(sentences))(
    'is true when any branch %s',
    async (fault, { required, optional, sequential }) => {
      for (const [name, page] of pages) {
        await page.getByLabel(`${name}'s fault`).selectOption(fault);
        await page.getByRole('button', { name: 'Race a ride' }).click();
        // Side by side one spoils what it shares a process with, until its ride has ended.
        const say = { required, optional }[needOf(name)];
        await page
          .getByTestId('tale-parallel')
          .filter({ hasText: say(name) })
          .waitFor();
        expect(await expectTrue(page, 'parallel')).not.toBeNull();
      }
      for (const [name, page] of pages) {
        await page
          .getByTestId('tale-sequential')
          .filter({ hasText: sequential(name) })
          .waitFor();
        const isLost = fault === 'hangs' || fault === 'crashes';
        expect((await expectTrue(page, 'sequential')) === null).toBe(isLost);
      }
    },
  );
});
