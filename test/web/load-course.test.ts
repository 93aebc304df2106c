import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcomes } from '../../cli/console/protocol.ts';
import { NoAnswerError, ProblemError } from '../../client/index.ts';
import { type LoadUnderWay, sendRides, untilDecided } from '../../web/src/load-course.ts';
import type { LoadFacts } from '../../web/src/tell-load.ts';

/** A load; the answer to each of its rides is that of `answer`, which throws or not. */
function aLoad(wanted: number, answer: (ride: number) => void = () => {}) {
  let facts: LoadFacts = {
    wanted,
    accepted: 0,
    refused: 0,
    failed: 0,
    isStopped: false,
    isCutOff: false,
    phase: 'sending',
  };
  let outcomes: Outcomes | undefined;
  let sent = 0;
  const change = (changes: Partial<LoadFacts>) => {
    facts = { ...facts, ...changes };
  };
  const load: LoadUnderWay = {
    facts: () => facts,
    change,
    request: async () => {
      sent += 1;
      return answer(sent);
    },
    acknowledged: () => change({ accepted: facts.accepted + 1 }),
    outcomes: () => outcomes,
  };
  const know = (known: Outcomes) => {
    outcomes = known;
  };
  return { load, change, sent: () => sent, know };
}

const none = { waiting: 0, confirmed: 0, rejected: 0, expired: 0, cancelled: 0, open: 0 };
const aProblem = (status: number, retryAfterSeconds?: number) =>
  new ProblemError('POST /rides', { status, code: undefined, detail: 'no', field: undefined, retryAfterSeconds });

describe('a load that sends', () => {
  it('sends each ride once', async () => {
    const { load, sent } = aLoad(100);
    await sendRides(load);
    expect([sent(), load.facts().accepted, load.facts().isCutOff]).toEqual([100, 100, false]);
  });

  it('counts what is refused, with the range of waits, and what fails otherwise', async () => {
    const answers = [aProblem(429, 5), aProblem(429, 3), aProblem(429), aProblem(429, 9), aProblem(500)];
    const { load } = aLoad(10, (ride) => {
      const problem = answers[ride - 1];
      if (problem) throw problem;
    });
    await sendRides(load);
    expect(load.facts()).toMatchObject({
      accepted: 5,
      refused: 4,
      retryAfter: [3, 9],
      failed: 1,
      problem: 'POST /rides was answered 500: no',
      isCutOff: false,
    });
  });

  it.each([
    ['a ride', new NoAnswerError('POST /rides', new Error('refused'))],
    ['the call for a token', Object.assign(new Error('The stack does not answer.'), { status: 0 })],
  ])('sends no further ride when there is no answer to %s, and takes that for no failure', async (_, error) => {
    const { load, sent } = aLoad(3_000, (ride) => {
      if (ride > 812) throw error;
    });
    await sendRides(load);
    expect(load.facts()).toMatchObject({ accepted: 812, refused: 0, failed: 0, isCutOff: true });
    // Those that were under way at that moment.
    expect(sent()).toBeLessThanOrEqual(815);
  });

  it.each(['isCutOff', 'isStopped'] as const)('sends no further ride once somebody else says so: %s', async (fact) => {
    const { load, change, sent } = aLoad(3_000, (ride) => {
      if (ride === 40) change({ [fact]: true });
    });
    await sendRides(load);
    expect(sent()).toBeLessThanOrEqual(43);
    expect(load.facts().accepted).toBe(sent());
  });
});

describe('a load that waits', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Waits for so long at most; tells whether it still does. */
  function waits(load: LoadUnderWay, ms: number, options = {}) {
    let isOver = false;
    void untilDecided(load, ms, options).then(() => {
      isOver = true;
    });
    return async (passed: number) => {
      await vi.advanceTimersByTimeAsync(passed);
      return !isOver;
    };
  }

  it('does so until every accepted ride has its outcome', async () => {
    const { load, change, know } = aLoad(2);
    change({ accepted: 2 });
    const still = waits(load, 120_000);
    know({ ...none, waiting: 1, confirmed: 1 });
    expect(await still(60_000)).toBe(true);
    know({ ...none, confirmed: 1, rejected: 1 });
    expect(await still(1_000)).toBe(false);
  });

  it('gives up at its time', async () => {
    const { load, change } = aLoad(2);
    change({ accepted: 2 });
    const still = waits(load, 120_000);
    expect(await still(119_000)).toBe(true);
    expect(await still(1_000)).toBe(false);
  });

  it('ends its wait within a moment when the stack stops answering', async () => {
    const { load, change } = aLoad(2);
    change({ accepted: 2 });
    const still = waits(load, 120_000);
    expect(await still(1_000)).toBe(true);
    change({ isCutOff: true });
    expect(await still(1_000)).toBe(false);
  });

  it.each([
    [{}, false],
    [{ whenStopped: true }, true],
  ])('ends its wait when it is stopped, unless told otherwise: %j', async (options, goesOn) => {
    const { load, change } = aLoad(2);
    change({ accepted: 2, isStopped: true });
    expect(await waits(load, 120_000, options)(1_000)).toBe(goesOn);
  });
});
