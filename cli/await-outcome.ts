import type { Ride } from '../client/index.ts';
import { CommandError, InterruptedError } from './errors.ts';
import { interruption } from './interruption.ts';
import { program } from './program.ts';
import { type RideDisplay, silentDisplay } from './ride-display.ts';
import { rideViews } from './ride-views.ts';
import type { RiderAccess } from './rider-client.ts';

export interface AwaitOptions {
  readonly display: RideDisplay;
  /** Gives up after this time. */
  readonly waitSeconds: number;
  /** Options with which the suggested commands refer to the same ride: see `sameWho`. */
  readonly who: string;
}

/**
 * Shows a ride until its outcome is known, and resolves to it; after a time-out, to the ride as it was last seen.
 * Throws `InterruptedError` on Ctrl-C.
 */
export async function awaitOutcome(
  rider: RiderAccess,
  rideId: string,
  { display, waitSeconds, who }: AwaitOptions,
): Promise<Ride> {
  const { signal: interrupted, forget } = interruption();
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(waitSeconds * 1000)]);
  let last: Ride | undefined;
  try {
    // A caller that shows only the outcome does not need push.
    const push = display === silentDisplay ? undefined : await rider.push(signal);
    for await (const ride of rideViews(rider.client, rideId, { push, signal })) {
      last = ride;
      display.show(ride);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    display.end();
    forget();
  }
  if (interrupted.aborted) {
    throw new InterruptedError(
      `The ride continues. To watch it: ${program} watch ${rideId}${who}\nTo cancel it: ${program} cancel ${rideId}${who}`,
    );
  }
  if (last === undefined) throw new CommandError(`No answer within ${waitSeconds} s. Try a longer --wait.`);
  return last;
}
