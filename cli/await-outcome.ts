import { followRide, type Ride, type RideClient } from '../client/index.ts';
import { CommandError, InterruptedError } from './errors.ts';
import { interruption } from './interruption.ts';
import { program } from './program.ts';
import type { RideDisplay } from './ride-display.ts';

export interface AwaitOptions {
  readonly display: RideDisplay;
  /** Gives up then. */
  readonly waitSeconds: number;
  /** Has the next command speak of the same ride: see `sameWho`. */
  readonly who: string;
}

/**
 * Shows a ride until its outcome is known, and resolves to it; to the ride as it was last seen when that takes too long.
 * Throws `InterruptedError` on Ctrl-C.
 */
export async function awaitOutcome(
  client: Pick<RideClient, 'getRide'>,
  rideId: string,
  { display, waitSeconds, who }: AwaitOptions,
): Promise<Ride> {
  const { signal: interrupted, forget } = interruption();
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(waitSeconds * 1000)]);
  let last: Ride | undefined;
  try {
    for await (const ride of followRide(client, rideId, { signal })) {
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
      `The ride goes on. To see more of it: ${program} watch ${rideId}${who}\nTo call it off: ${program} cancel ${rideId}${who}`,
    );
  }
  if (last === undefined) throw new CommandError(`There was no answer within ${waitSeconds} s. Try a longer --wait.`);
  return last;
}
