import type { BranchResult, Progress, RideEvent } from './messages.ts';
import type { RideEventPublisher, RideStore } from './ports.ts';
import type { DriverMatch } from './results.ts';
import { matchOf, type Ride } from './ride.ts';
import type { RideRequest } from './ride-request.ts';
import { branchView } from './ride-view.ts';
import type { RideEventType, Wish } from './subscribers.ts';
import { type Clock, type Instant, nowOf } from './time.ts';

export interface AnnouncePorts {
  readonly rides: Pick<RideStore, 'markAnnounced'>;
  readonly events: RideEventPublisher;
  readonly clock: Clock;
  /** Whether somebody hears of each branch's answer, and not of outcomes alone. */
  readonly announcesProgress?: boolean;
}

/**
 * Publishes the state that a ride has reached, unless that was done. At least once: the mark comes after the event, so
 * that a crash between the two repeats the event and never loses it.
 */
export async function announce(ports: AnnouncePorts, ride: Ride): Promise<void> {
  if (ride.status === 'requested' || ride.announced.has(ride.status)) return;
  const occurredAt = ride.endedAt ?? ride.completedAt ?? nowOf(ports);
  await ports.events.publish(eventOf(ports, ride, `ride.${ride.status}`, occurredAt, matchOf(ride)?.driverId));
  await ports.rides.markAnnounced(ride.rideId, ride.status);
}

/**
 * Publishes each of these results that is the one which the ride has kept, where anybody listens. Repeated on every
 * redelivery, and without a mark: who hears of a branch twice knows no more than before. An answer that came second is
 * none of the ride's.
 */
export async function announceProgress(ports: AnnouncePorts, ride: Ride, results: readonly BranchResult[]) {
  if (!ports.announcesProgress) return;
  const events = results.filter((result) => isKept(ride, result)).map((result) => progressOf(ports, ride, result));
  await Promise.all(events.map((event) => ports.events.publish(event)));
}

function isKept({ results }: Ride, { branch, at, attempt, finishedAt }: BranchResult): boolean {
  const kept = results[branch];
  return kept?.at === at && kept.attempt === attempt && kept.finishedAt === finishedAt;
}

function progressOf(ports: AnnouncePorts, ride: Ride, { branch, finishedAt }: BranchResult): RideEvent {
  const progress: Progress = { branch, flow: ride.flow, view: branchView(ride, branch) };
  return { ...eventOf(ports, ride, 'ride.progress', finishedAt), progress };
}

/**
 * Publishes each driver among these results that the ride, having ended, does not need. Repeated on every redelivery,
 * and without a mark: releasing a driver twice is the same as once.
 */
export async function announceUnneededDrivers(
  ports: AnnouncePorts,
  ride: Ride,
  results: readonly BranchResult[],
): Promise<void> {
  const events = results
    .filter(({ branch, status }) => branch === 'driver-matching' && status === 'ok')
    .map(({ result }) => (result as DriverMatch).driverId)
    .filter((driverId) => !needs(ride, driverId))
    .map((driverId) => eventOf(ports, ride, 'ride.driver-unneeded', nowOf(ports), driverId));
  await Promise.all(events.map((event) => ports.events.publish(event)));
}

function needs(ride: Ride, driverId: string): boolean {
  const waited = ride.status === 'requested' && matchOf(ride)?.driverId === driverId;
  return waited || (ride.status === 'confirmed' && ride.outcome?.driver.driverId === driverId);
}

function eventOf(
  ports: AnnouncePorts,
  ride: Ride,
  type: RideEventType,
  occurredAt: Instant,
  driverId?: string,
): RideEvent {
  const { rideId, riderId, traceparent, requestedAt } = ride;
  const concerned = driverId === undefined ? {} : { driverId };
  const wants = wishesOf(ride.request);
  return { v: 1, rideId, riderId, traceparent, at: nowOf(ports), requestedAt, type, occurredAt, ...concerned, wants };
}

const wishesOf = ({ callbackUrl, receiptEmail }: RideRequest): Wish[] => [
  ...(callbackUrl === undefined ? [] : ['callback' as const]),
  ...(receiptEmail === undefined ? [] : ['receipt' as const]),
];
