import { RideNotFoundError } from './errors.ts';
import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { type Clock, msBetween } from './time.ts';
import type { WaitPace } from './wait-pace.ts';

export interface AwaitOutcomePorts {
  readonly rides: Pick<RideStore, 'get'>;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  readonly pace: WaitPace;
}

/** The ride as last seen, and how many reads the wait has cost. */
export interface Waited {
  readonly ride: Ride;
  readonly reads: number;
}

/**
 * Waits until a ride has left `requested`, at most `longestMs`. The reads may be some milliseconds behind: a state, once
 * reached, is not left for `requested` again, so an old read costs another look and never a wrong answer.
 */
export async function awaitOutcome(ports: AwaitOutcomePorts, found: Ride, longestMs: number): Promise<Waited> {
  const start = ports.clock().getTime();
  const waitedMs = () => ports.clock().getTime() - start;
  let ride = found;
  let reads = 0;
  while (ride.status === 'requested' && waitedMs() < longestMs) {
    await ports.wait(Math.min(ports.pace.nextMs(waitedMs()), longestMs - waitedMs()));
    ride = (await ports.rides.get(ride.rideId)) ?? raise(new RideNotFoundError(ride.rideId));
    reads += 1;
  }
  if (reads > 0) learn(ports.pace, ride, new Date(start).toISOString());
  return { ride, reads };
}

/** Rides that were told how long to take say nothing of the others. */
function learn(pace: WaitPace, ride: Ride, startedAt: string): void {
  if (ride.completedAt && !ride.request.simulate) pace.observe(Math.max(0, msBetween(startedAt, ride.completedAt)));
}

function raise(error: Error): never {
  throw error;
}
