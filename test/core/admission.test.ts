import { describe, expect, it } from 'vitest';
import { inMemoryLoadStore } from '../../cli/plan/simulation/load-store.ts';
import { Admission, mostWaitingOf } from '../../core/admission.ts';
import { NotTakenError, OverloadedError } from '../../core/errors.ts';
import { probeOf } from '../../core/load.ts';
import type { LoadStore } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';
import { RidesLeft } from '../../core/rides-left.ts';
import { manualClock } from '../support/manual-clock.ts';
import { requestedAt } from '../support/rides.ts';
import { type Course, simulate } from '../support/simulated-service.ts';

const deadlineSeconds = 20;
const concurrency = 10;
const burst = 60;
const probe = probeOf({ burst, deadlineMs: deadlineSeconds * 1000 });

/** A stack with as many processes as it takes, and no rides yet. */
function aStack(disturbed: (call: number) => Error | undefined = () => undefined) {
  const time = manualClock(requestedAt);
  const shared = inMemoryLoadStore();
  const calls: number[] = [];
  const load: LoadStore = {
    add: async (...call) => {
      calls.push(time.clock().getTime());
      const error = disturbed(calls.length);
      if (error instanceof NotTakenError) throw error;
      const answer = await shared.add(...call);
      if (error) throw error;
      return answer;
    },
  };
  const aProcess = () => new Admission({ load, clock: time.clock }, { deadlineSeconds, concurrency, burst });
  const times = () => {
    const at = time.clock().getTime();
    return { requestedAt: time.now(), deadlineAt: new Date(at + deadlineSeconds * 1000).toISOString() };
  };
  const aRide = (end: Partial<Ride> = { status: 'confirmed' }) =>
    ({ flow: 'parallel', ...times(), ...end }) as unknown as Ride;
  const asked = async (admission: Admission): Promise<true | number> => {
    try {
      await admission.admit(times());
      return true;
    } catch (error) {
      if (error instanceof OverloadedError) return error.retryAfterSeconds;
      throw error;
    }
  };
  return { time, load, calls, aProcess, aRide, asked, gather: new RidesLeft({ load, clock: time.clock }) };
}

const admitted = (answers: readonly (true | number)[]) => answers.filter((answer) => answer === true).length;

describe('rides that are asked for on an idle service', () => {
  it('are admitted as a burst and no further, when one process is asked for all', async () => {
    const { aProcess, asked } = aStack();
    const api = aProcess();
    expect(admitted(await Promise.all(Array.from({ length: 200 }, () => asked(api))))).toBe(burst);
  });

  it('are admitted as a burst and no further, when each is asked for in a process of its own at one moment', async () => {
    const { aProcess, asked } = aStack();
    expect(admitted(await Promise.all(Array.from({ length: 200 }, () => asked(aProcess()))))).toBe(burst);
  });

  it('never are so many that processes which go by what they were told take a burst each', async () => {
    const { aProcess, asked } = aStack();
    const apis = Array.from({ length: 8 }, aProcess);
    const answers: (true | number)[] = [];
    for (let index = 0; index < 400; index += 1) answers.push(await asked(apis[index % 8] as Admission));
    expect(admitted(answers)).toBeGreaterThanOrEqual(burst);
    expect(admitted(answers)).toBeLessThan(1.5 * burst);
  });

  it.each(['confirmed', 'expired'] as const)(
    'are admitted one after the other, whatever becomes of them: %s',
    async (status) => {
      const { aProcess, asked, aRide, gather, time } = aStack();
      const api = aProcess();
      for (let index = 0; index < 100; index += 1) {
        const ride = aRide({ status });
        expect(await asked(api)).toBe(true);
        time.advance(status === 'expired' ? 20_000 : 300);
        gather.count(ride);
        await gather.tell();
      }
    },
  );
});

describe('a crowd that comes some time after a few rides', () => {
  /** Rides that were let in at one moment, and ended a moment later. */
  const fewRides = async ({ aProcess, asked, aRide, time }: ReturnType<typeof aStack>) => {
    const api = aProcess();
    await Promise.all(Array.from({ length: 24 }, () => asked(api)));
    const rides = Array.from({ length: 24 }, () => aRide({ status: 'confirmed' }));
    time.advance(300);
    return { api, rides };
  };
  const crowd = async ({ asked, aProcess }: ReturnType<typeof aStack>) =>
    admitted(await Promise.all(Array.from({ length: burst }, () => asked(aProcess()))));

  describe.each([1, 4, 6, 8, 12, 20, 26, 40])('%i s', (seconds) => {
    it('is admitted, however the others ended one by one', async () => {
      const stack = aStack();
      for (const ride of (await fewRides(stack)).rides) {
        stack.gather.count(ride);
        await stack.gather.tell();
      }
      stack.time.advance(1000 * seconds);
      expect(await crowd(stack)).toBe(burst);
    });

    it('is admitted, though the others were all cancelled, by calls of one process', async () => {
      const stack = aStack();
      const { api, rides } = await fewRides(stack);
      for (const ride of rides) {
        api.left({ ...ride, status: 'cancelled' });
        await api.tell();
      }
      stack.time.advance(1000 * seconds);
      expect(await crowd(stack)).toBe(burst);
    });
  });
});

describe('a crowd that goes on', () => {
  it('is admitted as a burst once, and then as fast as its rides end', async () => {
    const { aProcess, asked, aRide, gather, time } = aStack();
    const api = aProcess();
    const underWay: Ride[] = [];
    const crowd = async () => {
      const rides = admitted(await Promise.all(Array.from({ length: 2 * burst }, () => asked(api))));
      underWay.push(...Array.from({ length: rides }, () => aRide()));
      return rides;
    };
    expect(await crowd()).toBe(burst);
    const more: number[] = [];
    for (let seconds = 1; seconds <= 20; seconds += 1) {
      time.advance(1_000);
      for (const ride of underWay.splice(0, 6)) gather.count(ride);
      await gather.tell();
      more.push(await crowd());
    }
    // Six a second are 30 in the quarter of the deadline that a ride may have to wait: until no more are under way, nobody is admitted.
    expect(more.slice(0, 4)).toEqual([0, 0, 0, 0]);
    const later = more.slice(5).reduce((sum, each) => sum + each);
    expect(later / 15).toBeGreaterThan(0.8 * 6);
    expect(later / 15).toBeLessThan(1.2 * 6);
  });
});

describe('a refusal', () => {
  it('asks the store no more than once a second', async () => {
    const { aProcess, asked, calls, time } = aStack();
    const api = aProcess();
    await Promise.all(Array.from({ length: burst }, () => asked(api)));
    time.advance(1_000);
    const before = calls.length;
    for (let ms = 0; ms < 1_000; ms += 10) {
      expect(await asked(api)).not.toBe(true);
      time.advance(10);
    }
    expect(calls.length - before).toBe(1);
  });

  it('leaves nothing behind, whichever process refuses and is never asked again', async () => {
    const { aProcess, asked, aRide, gather, time } = aStack();
    const ride = aRide();
    await Promise.all(Array.from({ length: burst + 50 }, () => asked(aProcess())));
    for (let index = 0; index < burst; index += 1) gather.count(ride);
    await gather.tell();
    time.advance(1_000);
    expect(admitted(await Promise.all(Array.from({ length: burst }, () => asked(aProcess()))))).toBe(burst);
  });

  it('tells those who are refused to come one after the other', async () => {
    const { aProcess, asked } = aStack();
    const api = aProcess();
    const answers = await Promise.all(Array.from({ length: burst + 40 }, () => asked(api)));
    const seconds = answers.filter((answer) => answer !== true);
    const perSecond = Map.groupBy(seconds, (each) => each);
    expect(perSecond.size).toBeGreaterThan(5);
    // A burst is to be worked off within 15 s: four a second.
    for (const together of perSecond.values()) expect(together.length).toBeLessThanOrEqual(burst / 15 + 1);
  });

  it('tells all of several processes to come no quicker than one would', async () => {
    const { aProcess, asked, time } = aStack();
    const apis = Array.from({ length: 5 }, aProcess);
    const comeAt: number[] = [];
    for (let index = 0; index < 400; index += 1) {
      const answer = await asked(apis[index % 5] as Admission);
      if (answer !== true) comeAt.push(answer);
      time.advance(10);
    }
    const perSecond = Map.groupBy(comeAt, (each) => each);
    for (const together of perSecond.values()) expect(together.length).toBeLessThanOrEqual(2 * (burst / 15) + 5);
  });
});

it('a ride that did not come about after all gives its place back', async () => {
  const { aProcess, asked, aRide } = aStack();
  const api = aProcess();
  const places = await Promise.all(Array.from({ length: burst }, () => api.admit(aRide())));
  expect(await asked(api)).not.toBe(true);
  for (const place of places) place.withdraw();
  expect(await asked(api)).toBe(true);
});

describe('while nothing is known', () => {
  const unanswered = () => new Error('no answer');

  it('a process lets a few in, now and then', async () => {
    const { aProcess, asked, time, calls } = aStack(unanswered);
    const api = aProcess();
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => asked(api)));
      expect(admitted(answers)).toBe(probe);
      const [seconds] = answers.filter((answer) => answer !== true);
      expect(seconds).toBe(5);
      time.advance(5_000);
    }
    expect(calls).toHaveLength(5);
  });

  it('nobody waits', async () => {
    const { aProcess } = aStack(unanswered);
    expect(await aProcess().mayWait()).toBe(false);
  });

  it('what was known goes on for a quarter of the deadline, and what comes to be known counts at once', async () => {
    let isDown = false;
    const { aProcess, asked, time } = aStack(() => (isDown ? unanswered() : undefined));
    const api = aProcess();
    expect(await asked(api)).toBe(true);
    isDown = true;
    time.advance(4_000);
    expect(admitted(await Promise.all(Array.from({ length: 30 }, () => asked(api))))).toBe(30);
    time.advance(2_000);
    expect(admitted(await Promise.all(Array.from({ length: 30 }, () => asked(api))))).toBe(probe);
    isDown = false;
    time.advance(1_000);
    expect(admitted(await Promise.all(Array.from({ length: 20 }, () => asked(api))))).toBe(20);
  });

  it('what the store did not take is told with the next', async () => {
    const { aProcess, asked, time, gather, aRide } = aStack((call) =>
      call === 4 ? new NotTakenError('throttled') : undefined,
    );
    const ride = aRide();
    for (let index = 0; index < 3; index += 1) await asked(aProcess());
    for (let index = 0; index < 3; index += 1) gather.count(ride);
    await gather.tell();
    time.advance(1_000);
    await gather.tell();
    expect(admitted(await Promise.all(Array.from({ length: 100 }, () => asked(aProcess()))))).toBe(burst);
  });

  it('whom a process has let in is known when the store takes it again', async () => {
    const { aProcess, asked, time } = aStack((call) => (call === 1 ? new NotTakenError('throttled') : undefined));
    const api = aProcess();
    expect(await asked(api)).toBe(true);
    time.advance(1_000);
    expect(await asked(api)).toBe(true);
    expect(admitted(await Promise.all(Array.from({ length: 100 }, () => asked(aProcess()))))).toBe(burst - 2);
  });
});

describe('waiting', () => {
  it('is for as many riders as leave enough invocations to what they wait for', async () => {
    const { aProcess } = aStack();
    const waits = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const api = aProcess();
        const at = new Date(requestedAt).getTime();
        await api.admit({ requestedAt, deadlineAt: new Date(at + deadlineSeconds * 1000).toISOString() });
        return api.mayWait();
      }),
    );
    expect(waits.filter(Boolean)).toHaveLength(mostWaitingOf({ concurrency }));
    expect(mostWaitingOf({ concurrency })).toBe(4);
  });

  it('is for who comes again and again, although others count later that a ride has ended', async () => {
    const { aProcess, time, asked } = aStack();
    const api = aProcess();
    for (let ride = 0; ride < 3 * mostWaitingOf({ concurrency }); ride += 1) {
      expect(await asked(api)).toBe(true);
      expect(await api.mayWait()).toBe(true);
      api.ended();
      time.advance(50);
    }
  });

  it('is not for more because some rides ended a while ago', async () => {
    const { aProcess, time, asked } = aStack();
    const api = aProcess();
    for (let ended = 0; ended < 10; ended += 1) api.ended();
    time.advance(2_000);
    for (let ride = 0; ride <= mostWaitingOf({ concurrency }); ride += 1) expect(await asked(api)).toBe(true);
    expect(await api.mayWait()).toBe(false);
  });

  it('is not for whoever comes where others ask so often that more may wait than they have told of', async () => {
    const { aProcess, asked, aRide, gather, time } = aStack();
    const [busy, other] = [aProcess(), aProcess()];
    for (let ride = 0; ride < 50; ride += 1) {
      await asked(busy);
      gather.count(aRide());
      await gather.tell();
      time.advance(20);
    }
    // All of these have ended. Of as many as come within half a second the other process may not have heard yet.
    expect([await busy.mayWait(), await other.mayWait()]).toEqual([true, false]);
  });

  it('is for a lone rider, however few invocations there may be', () => {
    expect(mostWaitingOf({ concurrency: 2 })).toBe(1);
  });

  it("takes no more than the API's function has for itself", () => {
    expect(mostWaitingOf({ concurrency: 70, apiConcurrency: 10 })).toBe(4);
  });
});

const perSecond = 10;
const steadily = (rate: number) => () => rate;
const fall = (to: number) => (second: number) => (second >= 200 && second < 260 ? to : perSecond);
const kept: Record<string, Partial<Course>> = {
  'steady, within its means': { offered: steadily(8) },
  'steady, twice what it can do': { offered: steadily(20) },
  'steady, ten times what it can do': { offered: steadily(100), seconds: 60 },
  'a step up to what it can do': { offered: (second) => (second < 60 ? 1 : 10) },
  'a step up to ten times what it can do': { offered: (second) => (second < 60 ? 1 : 100), seconds: 120 },
  waves: { offered: (second) => 8 + 8 * Math.sin(second / 10) },
  'bursts from idle': { offered: (second) => (second % 30 < 1 ? 60 : 1) },
  'many processes': { offered: steadily(20), processes: 60, aggregators: 10 },
  'calls of the store that fail': { offered: steadily(20), failing: steadily(0.3) },
  'processes that die': { offered: steadily(20), dying: 0.05 },
  'calls that fail and processes that die, within its means': {
    offered: steadily(8),
    failing: steadily(0.3),
    dying: 0.05,
  },
};

describe.each([1, 2])('a simulated service, seed %i', (seed) => {
  const usual = { seconds: 200, capacity: steadily(perSecond), offered: steadily(8), burst: 120, seed };

  it.each(Object.entries(kept))('%s: does what it can, in time', async (_, course) => {
    const { done, doable, expired, accepted } = await simulate({ ...usual, ...course });
    expect(done.length / doable).toBeGreaterThan(0.9);
    expect(expired.length / accepted.length).toBeLessThan(0.01);
  });

  // A quarter of an hour each: of one seed all of them, of others what is hardest.
  it.each([
    ...(seed === 1
      ? ([
          ['a tenth', 1, 8],
          ['a tenth, asked for too much', 1, 20],
          ['nothing', 0, 8],
        ] as const)
      : []),
    ['nothing, asked for too much', 0, 20] as const,
  ])('falls to %s for a minute and comes back', async (_, to, rate) => {
    const course = { ...usual, seconds: 900, capacity: fall(to), offered: steadily(rate) };
    const { done, doable, expired, accepted } = await simulate(course);
    expect(done.length / doable).toBeGreaterThan(0.9);
    expect(expired.length / accepted.length).toBeLessThan(0.01);
    // Those who were there before it could be noticed, and then a few at a time.
    const later = expired.filter(({ acceptedAt }) => acceptedAt > 207_500);
    expect(later.length).toBeLessThanOrEqual(3 * probe);
    // It is open again within seconds.
    const since = (from: number, until: number) => (at: number) => at >= from * 1000 && at < until * 1000;
    const afterwards = accepted.filter(({ acceptedAt }) => since(265, 285)(acceptedAt));
    expect(afterwards.length).toBeGreaterThan(0.8 * 20 * Math.min(rate, perSecond));
  });

  it('has those in who come back when they were told to, nearly all of them the first time', async () => {
    const course = { ...usual, seconds: 180, offered: (second: number) => (second < 2 ? 200 : 0), obedient: true };
    const { offered, done, refusedAt, refusedAgain, stillAsking } = await simulate(course);
    expect(refusedAt.length).toBeGreaterThan(200);
    expect(stillAsking).toBe(0);
    expect(done.length).toBe(offered);
    expect(refusedAgain / refusedAt.length).toBeLessThan(0.1);
  });

  it('goes on while the store is down, and is as before when it is back', async () => {
    const course = { ...usual, failing: (second: number) => (second >= 60 && second < 120 ? 1 : 0) };
    const { accepted, expired, storeCalls } = await simulate(course);
    const during = accepted.filter(({ acceptedAt }) => acceptedAt >= 66_000 && acceptedAt < 120_000);
    expect(during.length).toBeGreaterThan(50);
    const afterwards = accepted.filter(({ acceptedAt }) => acceptedAt >= 125_000);
    expect(afterwards.length).toBeGreaterThan(0.9 * 8 * 75);
    expect(expired).toEqual([]);
    expect(storeCalls).toBeLessThan(10 * 200);
  });
});
