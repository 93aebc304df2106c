import { Looks } from './looks.ts';
import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { type Clock, msBetween, nowOf } from './time.ts';
import type { ToleratedPorts } from './tolerated.ts';
import type { WaitPace } from './wait-pace.ts';

export interface AwaitOutcomePorts extends ToleratedPorts {
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
 * Waits until a ride has left `requested`, at most `longestMs`. The reads may be some milliseconds stale. A ride never
 * returns to `requested`, so a stale read, even one from before the ride was written, costs another read and never gives a
 * wrong answer. The same holds for a read that fails: this never throws.
 */
export async function awaitOutcome(ports: AwaitOutcomePorts, found: Ride, longestMs: number): Promise<Waited> {
  const until = ports.clock().getTime() + longestMs;
  const leftMs = () => until - ports.clock().getTime();
  const looks = new Looks(ports, found);
  const ageMs = () => Math.max(0, msBetween(found.requestedAt, nowOf(ports)));
  let reads = 0;
  let unseenMs = 0;
  while (looks.ride.status === 'requested' && leftMs() > 0) {
    await ports.wait(Math.min(ports.pace.nextMs(ageMs()), leftMs()));
    const lookedAtMs = ageMs();
    const seen = await looks.look();
    reads += 1;
    if (seen && looks.ride.status === 'requested') unseenMs = lookedAtMs;
  }
  looks.end();
  const { ride } = looks;
  if (reads > 0) learn(ports.pace, ride, unseenMs);
  return { ride, reads };
}

/**
 * Rides with simulated delays say nothing about the duration of others. A ride's end may be seen somewhat later than its
 * timestamp, but it certainly came after the last read that did not find it.
 */
function learn(pace: WaitPace, { requestedAt, settledAt, request }: Ride, unseenMs: number): void {
  if (settledAt && !request.simulate) pace.observe(Math.max(unseenMs, msBetween(requestedAt, settledAt)));
}
