import type { Need } from './branches.ts';
import { DeadlinePassedError, IdempotencyKeyReusedError } from './errors.ts';
import type { Deadline, RideRequested } from './messages.ts';
import { longestApiTimeoutSeconds } from './names.ts';
import type { GatherQueue, RideRequestedPublisher, RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { requestHash, rideIdOf } from './ride-id.ts';
import { countRide, type RideLimitPorts } from './ride-limit.ts';
import type { RideRequest } from './ride-request.ts';
import { epochSeconds, type Instant, msBetween, nowOf, plusMs } from './time.ts';

export interface RequestRidePorts extends RideLimitPorts {
  readonly rides: Pick<RideStore, 'create' | 'get' | 'markPublished'>;
  readonly requested: RideRequestedPublisher;
  readonly gatherQueue: GatherQueue;
  readonly wait: (ms: number) => Promise<void>;
  readonly randomId: () => string;
}

/** A request for a ride, with the terms that this stack sets. */
export interface RideCommand {
  readonly riderId: string;
  readonly request: RideRequest;
  readonly idempotencyKey?: string | undefined;
  readonly traceparent: string;
}

export interface RideTerms {
  readonly expects: Readonly<Record<string, Need>>;
  readonly deadlineSeconds: number;
  readonly retentionDays: number;
  /** How long a call may take, and so how late a ride's record may be written. */
  readonly apiTimeoutSeconds?: number;
}

/** The terms on which rides are taken in. */
export interface IntakeTerms extends RideTerms {
  /** How many rides a rider may ask for. */
  readonly ridesPerMinute: number;
}

/** While a first request is younger than this, a replay trusts that it is still being published. */
const publishingMs = 2_000;

/** How often a replay looks whether the first request has been published. */
const lookEveryMs = 100;

/**
 * Accepts a ride: its deadline first, then its record, then its publication, so that no accepted ride can stay
 * `requested` for ever, whatever dies in between. A replay (same rider and key) returns the ride that there is, and
 * publishes it if that was not done. Before anything is sent or written, a new ride is counted; a replay is not, so that
 * nobody is locked out of a ride that they have. Throws `TooManyRidesError`, `IdempotencyKeyReusedError` and
 * `DeadlinePassedError`.
 */
export async function requestRide(ports: RequestRidePorts, command: RideCommand, terms: IntakeTerms): Promise<Ride> {
  const ride = newRide(ports, command, terms);
  if (command.idempotencyKey !== undefined) {
    const replayed = await ports.rides.get(ride.rideId, 'latest');
    if (replayed) return replay(ports, replayed, ride.requestHash);
  }
  await countRide(ports, command.riderId, terms.ridesPerMinute);
  await ports.gatherQueue.send(deadlineOf(ride, terms), terms.deadlineSeconds);
  if (nowOf(ports) >= ride.deadlineAt) throw new DeadlinePassedError();
  if (await ports.rides.create(ride)) {
    return command.idempotencyKey === undefined ? publishOnce(ports, ride) : publish(ports, ride);
  }
  return replay(ports, await existing(ports, ride.rideId), ride.requestHash);
}

/** A ride as it is before anything has been asked. */
export function newRide(
  ports: Pick<RequestRidePorts, 'clock' | 'randomId'>,
  { riderId, request, idempotencyKey, traceparent }: RideCommand,
  { expects, deadlineSeconds, retentionDays }: RideTerms,
): Ride {
  const requestedAt = nowOf(ports);
  return {
    rideId: rideIdOf(riderId, idempotencyKey ?? ports.randomId()),
    riderId,
    request,
    requestHash: requestHash(request),
    traceparent,
    flow: 'parallel',
    status: 'requested',
    expects,
    pending: new Set(Object.keys(expects)),
    results: {},
    requestedAt,
    deadlineAt: plusMs(requestedAt, deadlineSeconds * 1000),
    announced: new Set(),
    expiresAt: epochSeconds(requestedAt) + retentionDays * 86_400,
  };
}

/** Without a key there is no replay, and nobody to whom a mark would say that it was published. */
async function publishOnce(ports: RequestRidePorts, ride: Ride): Promise<Ride> {
  await ports.requested.publish(requestedMessage(ports, ride));
  return ride;
}

async function publish(ports: RequestRidePorts, ride: Ride): Promise<Ride> {
  await publishOnce(ports, ride);
  const publishedAt = nowOf(ports);
  await ports.rides.markPublished(ride.rideId, publishedAt);
  return { ...ride, publishedAt };
}

async function replay(ports: RequestRidePorts, found: Ride, hash: string): Promise<Ride> {
  if (found.requestHash !== hash) throw new IdempotencyKeyReusedError();
  let ride = found;
  while (ride.status === 'requested' && ride.publishedAt === undefined) {
    if (msBetween(ride.requestedAt, nowOf(ports)) > publishingMs) return publish(ports, ride);
    await ports.wait(lookEveryMs);
    ride = await existing(ports, ride.rideId);
  }
  return ride;
}

async function existing(ports: RequestRidePorts, rideId: string): Promise<Ride> {
  const ride = await ports.rides.get(rideId, 'latest');
  if (ride === undefined) throw new DeadlinePassedError();
  return ride;
}

/** What the branches are told of a ride. */
export function requestedMessage(ports: Pick<RequestRidePorts, 'clock'>, ride: Ride): RideRequested {
  const { rideId, traceparent, riderId, request, requestedAt, deadlineAt } = ride;
  return { v: 1, rideId, traceparent, at: nowOf(ports), riderId, request, requestedAt, deadlineAt };
}

function deadlineOf({ rideId, traceparent, requestedAt, deadlineAt }: Ride, terms: RideTerms): Deadline {
  const { apiTimeoutSeconds = longestApiTimeoutSeconds } = terms;
  const dropAfter: Instant = plusMs(deadlineAt, apiTimeoutSeconds * 1000);
  return { v: 1, kind: 'deadline', rideId, traceparent, at: requestedAt, deadlineAt, dropAfter };
}
