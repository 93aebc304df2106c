import type { KeepRides, ReleaseResult } from '../../cli/console/protocol.ts';
import type { Ride } from '../../client/index.ts';
import { backend, post } from './backend.ts';
import { config } from './state.ts';

/**
 * The rides that this page has requested. The backend knows their ids, and cancels them when the page's event stream
 * ends: a tab that was closed or has crashed leaves no driver held.
 */

/** Identifies the page to the backend, across reconnections. */
export const pageId = crypto.randomUUID();

/** Rides are reported to the backend in groups, some moments after they were accepted. */
const gatherMs = 200;

/** `Idempotency-Key`s of rides whose answers are still to come. */
const asked = new Set<string>();

let untold: Readonly<Record<string, readonly string[]>> = {};
let timer: ReturnType<typeof setTimeout> | undefined;

/** Adds a ride to a batch that the backend keeps. On a stack without that backend nothing cancels the page's rides. */
export function keepRide(batch: string, rideId: string): void {
  if (!config.value?.insides) return;
  untold = { ...untold, [batch]: [...(untold[batch] ?? []), rideId] };
  timer ??= setTimeout(() => void tellKept().catch(() => undefined), gatherMs);
}

/**
 * Requests a ride of a batch, and reports it to the backend. If the page is closed before the answer, the backend knows the ride
 * by its key.
 */
export async function askKept(batch: string, ask: (idempotencyKey: string) => Promise<Ride>): Promise<Ride> {
  const key = crypto.randomUUID();
  asked.add(key);
  try {
    const ride = await ask(key);
    keepRide(batch, ride.rideId);
    return ride;
  } finally {
    asked.delete(key);
  }
}

/** Reports all unreported rides to the backend. Throws `CallError`. */
export async function tellKept(): Promise<void> {
  await Promise.all(takeUntold().map((rides) => post('/_console/keep-rides', rides)));
}

/** Cancels the remaining rides of a batch. Throws `CallError`. */
export async function releaseRides(batch: string): Promise<ReleaseResult> {
  await tellKept();
  return backend.releaseRides(pageId, batch);
}

/** Stops counting a batch. */
export const forgetRides = (batch: string): Promise<unknown> =>
  backend.forgetRides(pageId, batch).catch(() => undefined);

function takeUntold(): KeepRides[] {
  clearTimeout(timer);
  timer = undefined;
  const taken = Object.entries(untold).map(([batch, rideIds]) => ({ page: pageId, batch, rideIds }));
  untold = {};
  return taken;
}

// A fetch that starts now would be aborted with the page; a beacon is sent all the same.
addEventListener('pagehide', () => {
  const asking = { page: pageId, batch: 'asked', rideIds: [], keys: [...asked] };
  for (const rides of [...takeUntold(), ...(config.value?.insides && asked.size > 0 ? [asking] : [])]) {
    navigator.sendBeacon('/_console/keep-rides', new Blob([JSON.stringify(rides)], { type: 'application/json' }));
  }
});
