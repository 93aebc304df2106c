import { type AnnouncePorts, announce, announceProgress, announceUnneededDrivers } from './announce.ts';
import { conclude } from './conclude.ts';
import type { BranchResult, GatherMessage } from './messages.ts';
import { decide } from './outcome-rule.ts';
import type { DriverStore, GatherQueue, RideStore } from './ports.ts';
import { matchOf, type Ride } from './ride.ts';
import { type Instant, msBetween, nowOf } from './time.ts';

export interface GatherPorts extends AnnouncePorts {
  readonly rides: RideStore;
  readonly drivers: Pick<DriverStore, 'hold' | 'release'>;
  readonly gatherQueue: GatherQueue;
  /** Told of each ride that this gather has moved on from `requested`. */
  readonly settled?: (ride: Ride) => void;
}

/**
 * Takes what was delivered for one ride: records its results in one write, then settles what came back. Every delivery
 * does so, duplicates and deadline messages included: so a crash anywhere is repaired by the redelivery that follows.
 * Throws `RideNotFoundError` when there are results but no ride.
 */
export async function gather(ports: GatherPorts, rideId: string, messages: readonly GatherMessage[]): Promise<void> {
  const results = messages.filter((message) => message.kind === 'branch-result');
  const read = await recorded(ports, rideId, results);
  const progress = read && announceProgress(ports, read, results);
  progress?.catch(() => {}); // Reported below: nobody who waits for the outcome waits for it.
  const ride = read && (await settle(ports, read));
  if (ride) {
    await announce(ports, ride);
    await announceUnneededDrivers(ports, ride, results);
  }
  await sendBack(ports, ride, messages);
  await progress;
}

const recorded = ({ rides }: GatherPorts, rideId: string, results: readonly BranchResult[]) =>
  results.length > 0 ? rides.record(rideId, results) : rides.get(rideId, 'latest');

/** Moves a `requested` ride on as the outcome rule says, until that is written or there is nothing to decide. */
async function settle(ports: GatherPorts, read: Ride): Promise<Ride | undefined> {
  let ride: Ride | undefined = read;
  while (ride?.status === 'requested') {
    const at = nowOf(ports);
    const verdict = decide(ride, at >= ride.deadlineAt);
    if (verdict.status === 'requested') return ride;
    const transition = await conclude(ports.drivers, ride, verdict, at);
    const moved = await ports.rides.move(ride, transition);
    if (moved) {
      ports.settled?.(moved);
      return moved;
    }
    ride = await ports.rides.get(ride.rideId, 'latest');
    if (ride && transition.status === 'confirmed') await releaseIfEnded(ports, ride);
  }
  return ride;
}

/** Another writer ended the ride between our hold and our write: unless it confirmed it too, nobody needs the driver. */
async function releaseIfEnded(ports: GatherPorts, ride: Ride): Promise<void> {
  const match = matchOf(ride);
  const ended = ride.status !== 'confirmed' && ride.status !== 'requested';
  if (match && ended) await ports.drivers.release(match.driverId, ride);
}

/** Messages that came before their time are sent again, delayed, rather than left to be counted as failures. */
async function sendBack(ports: GatherPorts, ride: Ride | undefined, messages: readonly GatherMessage[]): Promise<void> {
  const now = nowOf(ports);
  const early = messages.flatMap((message) => {
    const due = dueAgain(message, ride, now);
    return due === undefined ? [] : [{ message, seconds: Math.max(1, msBetween(now, due) / 1000) }];
  });
  await Promise.all(early.map(({ message, seconds }) => ports.gatherQueue.send(message, seconds)));
}

/** When a message that has no effect yet should be looked at again; undefined when it has had its effect or never will. */
function dueAgain(message: GatherMessage, ride: Ride | undefined, now: Instant): Instant | undefined {
  if (message.kind === 'branch-result' || now >= message.dropAfter) return undefined;
  if (ride === undefined) return now;
  if (message.kind === 'deadline') return ride.status === 'requested' ? ride.deadlineAt : undefined;
  return ride.status === 'requested' || ride.status === 'confirmed' ? now : undefined;
}
