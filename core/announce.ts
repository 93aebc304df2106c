import type { AnnouncedEvent, GatherMessage } from './messages.ts';
import type { RideEventPublisher } from './ports.ts';
import type { DriverMatch } from './results.ts';
import { matchOf, type Ride } from './ride.ts';
import type { RideRequest } from './ride-request.ts';
import type { RideEventType, Wish } from './subscribers.ts';
import { type Clock, type Instant, nowOf } from './time.ts';

export interface AnnouncePorts {
  readonly events: RideEventPublisher;
  readonly clock: Clock;
}

/**
 * Publishes how a ride has left `requested`, even if it has moved on since. At least once: it is called for the message that
 * moved the ride, which is redelivered until this succeeds.
 */
export async function announceOutcome(ports: AnnouncePorts, ride: Ride): Promise<void> {
  if (ride.status === 'requested') return;
  const outcome = ride.outcome ? 'confirmed' : ride.status;
  const occurredAt = ride.settledAt ?? nowOf(ports);
  await ports.events.publish(eventOf(ports, ride, `ride.${outcome}`, occurredAt, matchOf(ride)?.driverId));
}

/** Publishes that a confirmed ride was cancelled or completed. */
export async function announceEnd(ports: AnnouncePorts, ride: Ride): Promise<void> {
  if (ride.status === 'requested') return;
  const occurredAt = ride.completedAt ?? ride.cancelledAt ?? nowOf(ports);
  await ports.events.publish(eventOf(ports, ride, `ride.${ride.status}`, occurredAt, matchOf(ride)?.driverId));
}

/**
 * Publishes each driver that these messages name and that the ride does not need, because it has ended or has another one.
 * Repeated on every redelivery: releasing a driver is idempotent.
 */
export async function announceUnneededDrivers(
  ports: AnnouncePorts,
  ride: Ride,
  messages: readonly GatherMessage[],
): Promise<void> {
  const driverIds = new Set(messages.flatMap((message) => driverOf(message, ride) ?? []));
  const events = [...driverIds]
    .filter((driverId) => !needs(ride, driverId))
    .map((driverId) => eventOf(ports, ride, 'ride.driver-unneeded', nowOf(ports), driverId));
  await Promise.all(events.map((event) => ports.events.publish(event)));
}

/**
 * The driver of an answer that came as a message or is in the record. A duplicate of the ride's message may have leased the
 * driver of the record again, after the event of the ride's end had freed it.
 */
function driverOf(message: GatherMessage, ride: Ride): string | undefined {
  const isMatch = 'branch' in message && message.branch === 'driver-matching';
  if (!isMatch) return undefined;
  if (message.kind === 'wake-up') return matchOf(ride)?.driverId;
  return message.status === 'ok' ? (message.result as DriverMatch).driverId : undefined;
}

function needs(ride: Ride, driverId: string): boolean {
  const isTheRides = matchOf(ride)?.driverId === driverId;
  return isTheRides && (ride.status === 'requested' || ride.status === 'confirmed');
}

/** The event that is published on `ride-events`. */
export function eventOf(
  ports: Pick<AnnouncePorts, 'clock'>,
  ride: Pick<Ride, 'rideId' | 'riderId' | 'traceparent' | 'requestedAt' | 'request'>,
  type: RideEventType,
  occurredAt: Instant,
  driverId?: string,
): AnnouncedEvent {
  const { rideId, riderId, traceparent, requestedAt } = ride;
  const concerned = driverId === undefined ? {} : { driverId };
  const wants = wishesOf(ride.request);
  return { v: 1, rideId, riderId, traceparent, at: nowOf(ports), requestedAt, type, occurredAt, ...concerned, wants };
}

const wishesOf = ({ webhookUrl, receiptEmail }: RideRequest): Wish[] => [
  ...(webhookUrl === undefined ? [] : ['webhook' as const]),
  ...(receiptEmail === undefined ? [] : ['receipt' as const]),
];
