import type { Admission } from './admission.ts';
import type { Need } from './branches.ts';
import { DeadlinePassedError, IdempotencyKeyReusedError, NotTakenError, OutcomeUnknownError } from './errors.ts';
import { Looks } from './looks.ts';
import { identityOf } from './message-identity.ts';
import type { Deadline, RideRequested } from './messages.ts';
import { longestApiTimeoutSeconds } from './names.ts';
import { unavailable } from './outcome-rule.ts';
import type { GatherQueue, RideRequestedPublisher, RideStore } from './ports.ts';
import { expiresAtOf } from './retention.ts';
import type { Ride } from './ride.ts';
import { requestHash, rideIdOf } from './ride-id.ts';
import { countRide, type RideLimitPorts } from './ride-limit.ts';
import { askedOf, type RideRequest } from './ride-request.ts';
import { type Stored, storeRide } from './store-ride.ts';
import { type Instant, msBetween, nowOf, plusMs } from './time.ts';
import { type ToleratedPorts, tolerating } from './tolerated.ts';

export interface RequestRidePorts extends RideLimitPorts, ToleratedPorts {
  readonly rides: Pick<RideStore, 'create' | 'get' | 'markPublished' | 'move'>;
  readonly requested: RideRequestedPublisher;
  /** Where to send the message that ends the ride at its deadline. */
  readonly deadlines: GatherQueue;
  /** Refuses rides that would be decided too late. */
  readonly admission: Pick<Admission, 'admit'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly randomId: () => string;
  /** Called for a ride that was rejected here, because the branches could not be reached. */
  readonly settled?: (ride: Ride) => void;
}

/** A ride request, with the terms that this stack sets. */
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

/** The terms on which rides are accepted. */
export interface IntakeTerms extends RideTerms {
  /** How many rides a rider may request. */
  readonly ridesPerMinute: number;
}

/** While a first request is younger than this, a replay assumes that it is still being published. */
const publishingMs = 2_000;

/** How often a replay checks whether the first request has been published. */
const lookEveryMs = 100;

/**
 * Accepts a ride: its deadline first, then its record, then its publication, so that no crash in between can leave an
 * accepted ride `requested` for ever. A replay (same rider and key) returns the existing ride, and publishes it if that was
 * not done. Before anything is sent or written, a new ride has to be admitted, and is then counted against its rider's limit;
 * a replay skips both, so that no limit locks riders out of their own rides.
 *
 * The record is the point of no return: once it is written, or a replay has found it, no failure makes this throw.
 * Throws `OutcomeUnknownError` when it may have been written, and otherwise, with no ride written, `OverloadedError`,
 * `TooManyRidesError`, `IdempotencyKeyReusedError`, `DeadlinePassedError` and `ServiceError`.
 */
export async function requestRide(ports: RequestRidePorts, command: RideCommand, terms: IntakeTerms): Promise<Ride> {
  const ride = newRide(ports, command, terms);
  const { request } = ride;
  const isKeyed = command.idempotencyKey !== undefined;
  if (isKeyed) {
    const replayed = await ports.rides.get(ride.rideId, 'latest');
    if (replayed) return replay(ports, replayed, request);
  }
  const deadline = deadlineOf(ride, terms);
  const { stored, isOurs } = await admitted(ports, ride, async () => {
    await countRide(ports, command.riderId, terms.ridesPerMinute);
    // The time used so far counts as the ride's, too.
    await ports.deadlines.send(deadline, Math.max(0, msBetween(nowOf(ports), ride.deadlineAt) / 1000));
    if (nowOf(ports) >= ride.deadlineAt) throw new DeadlinePassedError();
    return storeRide(ports, ride, isKeyed);
  });
  if (!isOurs) return replay(ports, stored, request);
  const publication = await publish(ports, ride);
  if (publication === 'refused') return reject(ports, ride, deadline, terms);
  // Without a key there is no replay that would read a mark of publication.
  return isKeyed && publication === 'published' ? mark(ports, ride) : ride;
}

/** Stores an admitted ride. Its place is freed only if it is certain that the ride does not exist. */
async function admitted(ports: RequestRidePorts, ride: Ride, store: () => Promise<Stored>): Promise<Stored> {
  const place = await ports.admission.admit(ride);
  try {
    const stored = await store();
    if (!stored.isOurs) place.withdraw();
    return stored;
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError)) place.withdraw();
    throw error;
  }
}

/** A ride before any branch was asked. */
export function newRide(
  ports: Pick<RequestRidePorts, 'clock' | 'randomId'>,
  { riderId, request, idempotencyKey, traceparent }: RideCommand,
  { expects, deadlineSeconds, retentionDays }: RideTerms,
): Ride {
  const requestedAt = nowOf(ports);
  const deadlineAt = plusMs(requestedAt, deadlineSeconds * 1000);
  return {
    rideId: rideIdOf(riderId, idempotencyKey ?? ports.randomId()),
    riderId,
    request,
    traceparent,
    flow: 'parallel',
    status: 'requested',
    expects,
    pending: new Set(Object.keys(expects)),
    results: {},
    requestedAt,
    deadlineAt,
    expiresAt: expiresAtOf('requested', deadlineAt, retentionDays),
  };
}

type Publication = 'published' | 'refused' | 'unanswered';

async function publish(ports: RequestRidePorts, ride: Ride): Promise<Publication> {
  try {
    await ports.requested.publish(requestedMessage(ports, ride));
    return 'published';
  } catch (error) {
    ports.tolerated?.('publish', error, 1);
    return error instanceof NotTakenError ? 'refused' : 'unanswered';
  }
}

/** If the mark is missing, a replay publishes the ride again, and the branches give the same answers. */
async function mark(ports: RequestRidePorts, ride: Ride): Promise<Ride> {
  const publishedAt = nowOf(ports);
  await tolerating(ports, 'mark', ports.rides.markPublished(ride, publishedAt));
  return { ...ride, publishedAt };
}

/**
 * Ends a ride that certainly reached no branch, so that its rider does not wait for the deadline. The deadline's message,
 * sent again and without delay, announces the end as usual.
 */
async function reject(ports: RequestRidePorts, ride: Ride, deadline: Deadline, terms: RideTerms): Promise<Ride> {
  const reasons = [unavailable('ride-requested', 'The ride could not be sent to the branches.')];
  const at = nowOf(ports);
  const expiresAt = expiresAtOf('rejected', at, terms.retentionDays);
  const end = { status: 'rejected', reasons, at, by: identityOf(deadline), expiresAt } as const;
  const rejected = await tolerating(ports, 'reject', ports.rides.move(ride, end));
  if (rejected === undefined) return ride;
  ports.settled?.(rejected);
  await tolerating(ports, 'announce', ports.deadlines.send(deadline));
  return rejected;
}

async function replay(ports: RequestRidePorts, found: Ride, request: RideRequest): Promise<Ride> {
  if (requestHash(found.request) !== requestHash(request)) throw new IdempotencyKeyReusedError();
  const looks = new Looks(ports, found);
  const isUnpublished = () => looks.ride.status === 'requested' && looks.ride.publishedAt === undefined;
  while (isUnpublished() && msBetween(found.requestedAt, nowOf(ports)) <= publishingMs) {
    await ports.wait(lookEveryMs);
    await looks.look('latest');
  }
  looks.end();
  const { ride } = looks;
  // When this publication is refused, the first request may have published the ride all the same: a replay must not reject it.
  return isUnpublished() && (await publish(ports, ride)) === 'published' ? mark(ports, ride) : ride;
}

/** The message that the branches receive about a ride. */
export function requestedMessage(ports: Pick<RequestRidePorts, 'clock'>, ride: Ride): RideRequested {
  const { rideId, traceparent, riderId, request, requestedAt, deadlineAt, expects } = ride;
  const envelope = { v: 1, rideId, traceparent, at: nowOf(ports) } as const;
  return { ...envelope, riderId, request: askedOf(request), requestedAt, deadlineAt, expects, answers: 'brief' };
}

function deadlineOf({ rideId, traceparent, requestedAt, deadlineAt }: Ride, terms: RideTerms): Deadline {
  const { apiTimeoutSeconds = longestApiTimeoutSeconds } = terms;
  const dropAfter: Instant = plusMs(deadlineAt, apiTimeoutSeconds * 1000);
  return { v: 1, kind: 'deadline', rideId, traceparent, requestedAt, at: requestedAt, deadlineAt, dropAfter };
}
