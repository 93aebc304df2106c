import { setTimeout as elapse } from 'node:timers/promises';
import { WebhookFailedError } from '../../core/errors.ts';
import type { WebhookPlaces, WebhookReceiver } from '../../core/ports.ts';
import { type Clock, nowOf } from '../../core/time.ts';
import { placesToCall, takeAll } from '../../core/webhook-places.ts';

/** Time limits for an answer: without a place, to a host without a place, and with a place. */
export interface PatienceLimits {
  readonly anyMs: number;
  readonly crowdedMs: number;
  readonly withPlaceMs: number;
}

const usualLimits: PatienceLimits = { anyMs: 1_000, crowdedMs: 250, withPlaceMs: 5_000 };

/** Waits for a call's answer as long as its receiver is allowed to take. The signal aborts the call at the end. */
export type Patience = <Answer>(
  receiver: WebhookReceiver,
  call: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

interface PatiencePorts {
  readonly places: WebhookPlaces;
  readonly clock: Clock;
}

/**
 * Bounds how much of the lane slow receivers can take, because its invocations wait for them. The first second is free for
 * every call. A slower call needs a place: one of its rider's, and one of its host's. They are returned with the answer;
 * without an answer they stay taken until the minute is over. While its rider has none left, no call is made; while its host
 * has none, calls have a quarter of a second: others may share the host, and be answered.
 *
 * @throws WebhookFailedError when there is no answer in time, or no call was made
 */
export function patience({ places, clock }: PatiencePorts, limits: PatienceLimits = usualLimits): Patience {
  return async (receiver, call) => {
    const wanted = placesToCall(receiver, nowOf({ clock }));
    const [ofRider, ofHost] = wanted;
    if (places.areTaken(ofRider)) throw new WebhookFailedError('too many calls go unanswered');
    const freeMs = places.areTaken(ofHost) ? limits.crowdedMs : limits.anyMs;
    const over = new AbortController();
    const answer = call(over.signal);
    try {
      if (await settles(answer, freeMs)) return await answer;
      // The call continues meanwhile: its answer counts, even if there is no place.
      const hasPlace = await takeAll(places, wanted);
      const ms = hasPlace ? limits.withPlaceMs : freeMs;
      if (!(await settles(answer, ms - freeMs))) throw new WebhookFailedError(`no answer within ${ms} ms`);
      const answered = await answer;
      // A place that is not returned is free when the minute is over.
      if (hasPlace) await Promise.allSettled(wanted.map((place) => places.giveBack(place)));
      return answered;
    } catch (error) {
      over.abort();
      throw error;
    }
  };
}

/** Whether a promise settles within so many milliseconds. */
async function settles(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  const stop = new AbortController();
  try {
    return await Promise.race([settled, elapse(ms, false, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}
