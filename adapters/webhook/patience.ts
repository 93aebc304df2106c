import { setTimeout as elapse } from 'node:timers/promises';
import { WebhookFailedError } from '../../core/errors.ts';
import type { WebhookPlaces, WebhookReceiver } from '../../core/ports.ts';
import { type Clock, nowOf } from '../../core/time.ts';
import { placesToCall, takeAll } from '../../core/webhook-places.ts';

/** How long a call may go unanswered: any, one to a host without a place, and one that has a place. */
export interface PatienceLimits {
  readonly anyMs: number;
  readonly crowdedMs: number;
  readonly withPlaceMs: number;
}

const usualLimits: PatienceLimits = { anyMs: 1_000, crowdedMs: 250, withPlaceMs: 5_000 };

/** Waits for a call's answer as long as its receiver may be waited for. The call hears by the signal that it is over. */
export type Patience = <Answer>(
  receiver: WebhookReceiver,
  call: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

interface PatiencePorts {
  readonly places: WebhookPlaces;
  readonly clock: Clock;
}

/**
 * Bounds what receivers that don't answer can take of the lane, whose invocations wait for them. A second is everybody's,
 * and costs nothing. Whoever takes longer needs a place: one of its rider's, and one of its host's. It is given back with
 * the answer; without an answer it stays taken until the minute is over. While its rider has none left, no call is made;
 * while its host has none, calls have a quarter of a second: others may share the host, and be answered.
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
      // The call goes on meanwhile: its answer counts, even if there is no place.
      const hasPlace = await takeAll(places, wanted);
      const ms = hasPlace ? limits.withPlaceMs : freeMs;
      if (!(await settles(answer, ms - freeMs))) throw new WebhookFailedError(`no answer within ${ms} ms`);
      const answered = await answer;
      // A place that is not given back is free when the minute is over.
      if (hasPlace) await Promise.allSettled(wanted.map((place) => places.giveBack(place)));
      return answered;
    } catch (error) {
      over.abort();
      throw error;
    }
  };
}

/** Whether a promise is kept or broken within so many milliseconds. */
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
