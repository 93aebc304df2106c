import { setTimeout as wait } from 'node:timers/promises';
import type { Traffic } from './traffic.ts';

/** A stretch of time, and the accepted rides under way during it and until the last of them had ended. */
export interface Phase {
  /** Of `performance.now()`. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** When the last ride under way had ended. */
  readonly drainedAt: number;
  /** Accepted rides under way, by seconds since the phase began. */
  readonly backlog: readonly (readonly [number, number])[];
}

const sampleMs = 250;

/** How long to wait for the last rides: longer than a ride's deadline. */
const drainMs = 40_000;

/** The delay before a retry where a refusal has no `Retry-After`. */
const usualRetrySeconds = 1;

/**
 * Keeps `inFlight` rides under way for `seconds`: each ride that ends is replaced by a new one. Refused requests are retried
 * after `Retry-After`.
 */
export function keepInFlight(traffic: Traffic, inFlight: number, seconds: number): Promise<Phase> {
  return phase(traffic, seconds, async (isOver) => {
    const rider = async () => {
      while (!isOver()) {
        await traffic.backlogBelow(inFlight);
        const refusal = await traffic.request();
        if (refusal) await wait(1_000 * Math.min(refusal.retryAfterSeconds ?? usualRetrySeconds, seconds));
      }
    };
    // A request counts only once it is accepted, so a few concurrent ones overshoot by a few.
    await Promise.all(Array.from({ length: 32 }, rider));
  });
}

/** Requests `perSecond` rides a second, whether or not the earlier ones are answered. */
export function offer(traffic: Traffic, perSecond: number, seconds: number): Promise<Phase> {
  return phase(traffic, seconds, async (isOver) => {
    const startedAt = performance.now();
    const requests: Promise<unknown>[] = [];
    while (!isOver()) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      while (requests.length < due) requests.push(traffic.request());
      await wait(1);
    }
    await Promise.all(requests);
  });
}

async function phase(
  traffic: Traffic,
  seconds: number,
  send: (isOver: () => boolean) => Promise<void>,
): Promise<Phase> {
  const startedAt = performance.now();
  const endedAt = startedAt + seconds * 1000;
  const backlog: [number, number][] = [];
  const look = () => backlog.push([(performance.now() - startedAt) / 1000, traffic.backlog]);
  const sampler = setInterval(look, sampleMs);
  try {
    await send(() => performance.now() >= endedAt);
    await Promise.race([traffic.backlogBelow(1), wait(drainMs, undefined, { ref: false })]);
    const drainedAt = performance.now();
    look();
    await traffic.completions();
    return { startedAt, endedAt, drainedAt, backlog };
  } finally {
    clearInterval(sampler);
  }
}
