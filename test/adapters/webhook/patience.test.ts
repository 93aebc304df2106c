import { describe, expect, it, vi } from 'vitest';
import { patience } from '../../../adapters/webhook/patience.ts';
import { WebhookFailedError } from '../../../core/errors.ts';
import type { WebhookPlaces } from '../../../core/ports.ts';
import { inMemoryWebhookPlaces } from '../../support/in-memory-webhook-places.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { anId, requestedAt } from '../../support/rides.ts';

const clock = manualClock(requestedAt);

const aReceiver = () => ({ riderId: anId('rider'), url: `https://${anId('h').replaceAll('_', '-')}.example/` });

/** A call that is over when its signal says so, or answers when it is told to. */
function aCall() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const state = { made: false, over: false };
  const call = (signal: AbortSignal) => {
    state.made = true;
    signal.addEventListener('abort', () => {
      state.over = true;
      reject(signal.reason);
    });
    return promise;
  };
  return { call, state, answer: () => resolve('answer'), fail: (error: Error) => reject(error) };
}

/** Places whose takers do something at that moment. */
const onTake = (places: WebhookPlaces, act: () => unknown): WebhookPlaces => ({
  ...places,
  take: async (place) => {
    const taken = await places.take(place);
    await act();
    return taken;
  },
});

/** The first ends at once, the second never does within a test. */
const impatient = { anyMs: 1, crowdedMs: 1, withPlaceMs: 2 };
const patient = { anyMs: 1, crowdedMs: 1, withPlaceMs: 600_000 };

describe('patience', () => {
  it('takes no place for a call that is answered at once', async () => {
    const { call, answer } = aCall();
    answer();
    const places = onTake(inMemoryWebhookPlaces(), () => expect.fail('A place was taken.'));
    expect(await patience({ places, ...clock })(aReceiver(), call)).toBe('answer');
  });

  it('waits longer for a call that has a place, and lets its connection be', async () => {
    const { call, answer, state } = aCall();
    const places = onTake(inMemoryWebhookPlaces(), () => setTimeout(answer, 20));
    expect(await patience({ places, ...clock }, patient)(aReceiver(), call)).toBe('answer');
    expect(state.over).toBe(false);
  });

  it('ends, and ends the call, when there is no answer', async () => {
    const { call, state } = aCall();
    const wait = patience({ places: inMemoryWebhookPlaces(), ...clock }, impatient);
    await expect(wait(aReceiver(), call)).rejects.toThrow(new WebhookFailedError('no answer within 2 ms'));
    expect(state.over).toBe(true);
  });

  it('passes on how a call fails, soon or late', async () => {
    const [soon, late] = [aCall(), aCall()];
    soon.fail(new Error('soon'));
    const wait = (places: WebhookPlaces) => patience({ places, ...clock }, patient);
    await expect(wait(inMemoryWebhookPlaces())(aReceiver(), soon.call)).rejects.toThrow('soon');
    const places = onTake(inMemoryWebhookPlaces(), () => late.fail(new Error('late')));
    await expect(wait(places)(aReceiver(), late.call)).rejects.toThrow('late');
  });

  it('has four calls of a rider, and no more, wait at once; then it makes none', async () => {
    const places = inMemoryWebhookPlaces();
    const wait = patience({ places, ...clock }, patient);
    const receiver = aReceiver();
    const calls = Array.from({ length: 10 }, aCall);
    const ends = calls.map(({ call }) => wait(receiver, call));
    const refused = await Promise.allSettled(ends.slice(4));
    for (const end of refused) {
      expect(end).toMatchObject({ reason: new WebhookFailedError('no answer within 1 ms') });
    }
    const another = aCall();
    await expect(wait({ ...aReceiver(), riderId: receiver.riderId }, another.call)).rejects.toThrow('go unanswered');
    expect(another.state.made).toBe(false);
    for (const { answer } of calls.slice(0, 4)) answer();
    expect(await Promise.all(ends.slice(0, 4))).toEqual(Array(4).fill('answer'));
  });

  it('goes on calling a host that has twenty calls wait, for whoever of its riders is answered soon, and for little else', async () => {
    const places = inMemoryWebhookPlaces();
    const url = aReceiver().url;
    const wait = patience({ places, ...clock }, { ...patient, crowdedMs: 3 });
    const calls = Array.from({ length: 20 }, aCall);
    const ends = calls.map(({ call }) => wait({ ...aReceiver(), url }, call));
    await expect(wait({ ...aReceiver(), url }, aCall().call)).rejects.toThrow('within 1 ms');
    const [answered, unanswered] = [aCall(), aCall()];
    answered.answer();
    expect(await wait({ ...aReceiver(), url }, answered.call)).toBe('answer');
    await expect(wait({ ...aReceiver(), url }, unanswered.call)).rejects.toThrow('within 3 ms');
    for (const { answer } of calls) answer();
    expect(await Promise.all(ends)).toEqual(Array(20).fill('answer'));
  });

  it('gives places back with the answer, and keeps those of calls that were never answered', async () => {
    const places = inMemoryWebhookPlaces();
    const slowly = onTake(places, () => undefined);
    const receiver = aReceiver();
    for (let made = 0; made < 30; made += 1) {
      const { call, answer } = aCall();
      const wait = patience({ places: onTake(places, answer), ...clock }, patient);
      expect(await wait(receiver, call)).toBe('answer');
    }
    for (let made = 0; made < 4; made += 1) {
      const wait = patience({ places: slowly, ...clock }, impatient);
      await expect(wait(receiver, aCall().call)).rejects.toThrow('within 2 ms');
    }
    const wait = patience({ places: slowly, ...clock }, impatient);
    await expect(wait(receiver, aCall().call)).rejects.toThrow('within 1 ms');
  });

  it('has places again in the next minute', async () => {
    const places = inMemoryWebhookPlaces();
    const later = manualClock(requestedAt);
    const wait = patience({ places, ...later }, impatient);
    const receiver = aReceiver();
    for (let made = 0; made < 5; made += 1) await wait(receiver, aCall().call).catch(() => undefined);
    await expect(wait(receiver, aCall().call)).rejects.toThrow('go unanswered');
    later.advance(60_000);
    await expect(wait(receiver, aCall().call)).rejects.toThrow('within 2 ms');
  });

  it('counts an answer that comes while it is looked for a place, though there is none, and gives none back', async () => {
    const { call, answer } = aCall();
    const giveBack = vi.fn(async () => {});
    const none = async () => {
      answer();
      return false;
    };
    const places = { ...inMemoryWebhookPlaces(), take: none, giveBack };
    expect(await patience({ places, ...clock }, impatient)(aReceiver(), call)).toBe('answer');
    // It would be one that somebody else has taken.
    expect(giveBack).not.toHaveBeenCalled();
  });

  it('ends the call when places cannot be had, which is a failure of our own', async () => {
    const { call, state } = aCall();
    const down = new Error('The table is not there.');
    const places = { ...inMemoryWebhookPlaces(), take: () => Promise.reject(down) };
    await expect(patience({ places, ...clock }, impatient)(aReceiver(), call)).rejects.toThrow(down);
    expect(state.over).toBe(true);
  });

  it('is a second for anybody and five with a place, and leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      const wait = patience({ places: inMemoryWebhookPlaces(), ...clock });
      const [answered, unanswered] = [aCall(), aCall()];
      const ends = Promise.allSettled([answered, unanswered].map(({ call }) => wait(aReceiver(), call)));
      await vi.advanceTimersByTimeAsync(4_999);
      answered.answer();
      await vi.advanceTimersByTimeAsync(0);
      expect([answered.state.over, unanswered.state.over, vi.getTimerCount()]).toEqual([false, false, 1]);
      await vi.advanceTimersByTimeAsync(1);
      expect(await ends).toMatchObject([
        { value: 'answer' },
        { reason: new WebhookFailedError('no answer within 5000 ms') },
      ]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
