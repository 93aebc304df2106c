import { describe, expect, it, vi } from 'vitest';
import { inMemoryLoadStore } from '../../cli/plan/simulation/load-store.ts';
import { Admission, type AdmissionPorts, type AdmissionTerms } from '../../core/admission.ts';
import { OverloadedError } from '../../core/errors.ts';
import { type Load, noCounts, slotOf } from '../../core/load.ts';
import { LoadCounts } from '../../core/load-counts.ts';
import type { LoadStore } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { manualClock } from '../support/manual-clock.ts';
import { requestedAt } from '../support/rides.ts';

/** One process, and what it sends to the store. */
function aProcess(terms: Partial<AdmissionTerms> = {}, more: Partial<AdmissionPorts> = {}) {
  const { deadlineSeconds = 20, concurrency = 10, burst = 60 } = terms;
  const time = manualClock(requestedAt);
  const store = inMemoryLoadStore();
  const sent: Load[] = [];
  const load: LoadStore = {
    add: (counts, ...call) => {
      sent.push(counts);
      return (more.load ?? store).add(counts, ...call);
    },
  };
  const admission = new Admission({ clock: time.clock, ...more, load }, { deadlineSeconds, concurrency, burst });
  const ask = async (): Promise<true | number> => {
    const at = time.clock().getTime();
    const deadlineAt = new Date(at + deadlineSeconds * 1_000).toISOString();
    try {
      await admission.admit({ requestedAt: time.now(), deadlineAt });
      return true;
    } catch (error) {
      if (error instanceof OverloadedError) return error.retryAfterSeconds;
      throw error;
    }
  };
  return { admission, ask, sent, store, time };
}

const acceptedIn = (load: Load): number => [...load.values()].reduce((sum, { accepted }) => sum + accepted, 0);

describe('the store of load', () => {
  it('is not asked again at once when it fails, by one who comes after the other', async () => {
    const load = { add: () => Promise.reject(new Error('no answer')) };
    const { ask, sent } = aProcess({}, { load });
    for (let ride = 0; ride < 20; ride += 1) await ask();
    expect(sent).toHaveLength(1);
  });

  it('is told of 26 rides at most that a process has let in by what it knew, however much is free', async () => {
    const { ask, sent } = aProcess({ burst: 400 });
    for (let ride = 0; ride < 200; ride += 1) expect(await ask()).toBe(true);
    expect(Math.max(...sent.map(acceptedIn))).toBe(26);
  });

  it('is asked once at a time, and whoever comes meanwhile waits for that answer', async () => {
    const answers: (() => void)[] = [];
    const store = inMemoryLoadStore();
    let isHeld = false;
    const load: LoadStore = {
      add: async (...call) => {
        if (isHeld) await new Promise<void>((resolve) => answers.push(resolve));
        return store.add(...call);
      },
    };
    const { ask } = aProcess({}, { load });
    for (let ride = 0; ride < 40; ride += 1) await ask();
    isHeld = true;
    const asked = Array.from({ length: 20 }, ask);
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toHaveLength(1);
    isHeld = false;
    answers.forEach((answer) => void answer());
    await Promise.all(asked);
  });

  it('is not asked at the end of an invocation from which no ride has left', async () => {
    const { admission, sent } = aProcess();
    await admission.tell();
    expect(sent).toEqual([]);
  });

  it('is not waited for by who is refused by what is known, while others ask it', async () => {
    const store = inMemoryLoadStore();
    const held = Promise.withResolvers<void>();
    let isHeld = false;
    const load: LoadStore = {
      add: (...call) => (isHeld ? held.promise : Promise.resolve()).then(() => store.add(...call)),
    };
    const { admission, ask, time } = aProcess({ burst: 4 }, { load });
    for (let ride = 0; ride < 4; ride += 1) await ask();
    expect(await ask()).not.toBe(true);
    isHeld = true;
    const ofBefore = { requestedAt: plusMs(time.now(), -5_000), deadlineAt: plusMs(time.now(), 15_000) };
    admission.left({ ...ofBefore, flow: 'parallel', status: 'cancelled' } as Ride);
    const told = admission.tell();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await Promise.race([ask(), told.then(() => 'later')])).not.toBe('later');
    held.resolve();
    await told;
  });

  it('is not asked for one ride more where there is room for a few', async () => {
    const { ask, sent, store, time } = aProcess();
    const now = time.clock().getTime();
    await store.add(new Map([[slotOf(now, 20_000), { ...noCounts, accepted: 54 }]]), now, 20_000);
    for (let ride = 0; ride < 2; ride += 1) expect(await ask()).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('is told at the end of an invocation of a ride that left while it was asked', async () => {
    const held = Promise.withResolvers<void>();
    const store = inMemoryLoadStore();
    const load: LoadStore = { add: (...call) => held.promise.then(() => store.add(...call)) };
    const { admission, ask, sent, time } = aProcess({}, { load });
    const asked = ask();
    const ride = { requestedAt: time.now(), deadlineAt: plusMs(time.now(), 20_000) };
    admission.left({ ...ride, flow: 'parallel', status: 'cancelled' } as Ride);
    const told = admission.tell();
    held.resolve();
    await Promise.all([asked, told]);
    expect(sent.flatMap((each) => [...each.values()]).reduce((sum, { left }) => sum + left, 0)).toBe(1);
  });

  it('is asked again sooner where the deadline is short', async () => {
    const { admission, sent, time } = aProcess({ deadlineSeconds: 2 });
    await admission.mayWait();
    time.advance(99);
    await admission.mayWait();
    expect(sent).toHaveLength(1);
    time.advance(1);
    await admission.mayWait();
    expect(sent).toHaveLength(2);
  });
});

describe('whoever is refused', () => {
  it('is told to come within two minutes, whoever else was refused before', async () => {
    const { ask, time } = aProcess();
    for (let ride = 0; ride < 60; ride += 1) await ask();
    time.advance(10_000);
    const answers: (true | number)[] = [];
    for (let ride = 0; ride < 400; ride += 1) answers.push(await ask());
    expect(Math.max(...answers.map(Number))).toBe(120);
  });

  it('is not told to come at once', async () => {
    const { ask, store, time } = aProcess();
    const now = time.clock().getTime();
    const others = new LoadCounts();
    const slot = slotOf(now, 20_000);
    // As many are under way as end in the time that one may wait: there is room as soon as one of them has ended.
    others.add('accepted', slot, 80);
    others.add('done', slot, 80);
    await others.send(store, now, 20_000);
    expect(await ask()).toBe(1);
  });

  it('is counted where it was a wait', async () => {
    const waitRefused = vi.fn();
    const load = { add: () => Promise.reject(new Error('no answer')) };
    const { admission } = aProcess({}, { load, waitRefused });
    expect(await admission.mayWait()).toBe(false);
    expect(waitRefused).toHaveBeenCalledTimes(1);
  });
});
