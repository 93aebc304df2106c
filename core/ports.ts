import type { Load } from './load.ts';
import type { AnnouncedEvent, BranchResult, DriverReport, GatherMessage, RideRequested } from './messages.ts';
import type { Point } from './point.ts';
import type { Product } from './products.ts';
import type { Ride, RideStatus } from './ride.ts';
import type { Instant } from './time.ts';

/** Identifies one ride among those with the same id: an idempotency key can be reused once its ride's record has expired. */
export type RideIdentity = Pick<Ride, 'rideId' | 'requestedAt'>;

/** What a transition writes: the new state and everything that belongs to it. */
export type Transition = Pick<Ride, 'outcome' | 'reasons' | 'expiresAt'> & {
  readonly status: RideStatus;
  readonly at: Instant;
  /** The message that caused the transition, and so announces it in each of its deliveries. */
  readonly by: string;
};

/** A branch's answer in a ride's record, and the branches that the ride still waits for: none once it has been decided. */
export interface Kept {
  readonly result: BranchResult;
  readonly pending: ReadonlySet<string>;
}

/** The part of a ride that its answers repeat, and how they are kept. */
export type AnsweredRide = RideIdentity &
  Pick<RideRequested, 'traceparent' | 'answers'> & {
    readonly request: Pick<RideRequested['request'], 'paymentMethodId'>;
  };

/** Answers of one branch, in the records of their rides. It reads and writes nothing else there. */
export interface AnswerStore {
  /** Keeps the first answer of the branch; undefined when the ride does not exist. */
  keep(ride: AnsweredRide, result: BranchResult): Promise<Kept | undefined>;
  /** The answer of the branch that the ride has kept, if any. */
  find(ride: AnsweredRide, branch: string): Promise<Kept | undefined>;
}

/** A ride's position in the list of its rider's rides. */
export type RidePlace = Pick<Ride, 'rideId' | 'requestedAt'>;

/** Rides, one item each. Every write is a single conditional write. */
export interface RideStore {
  /** Writes a new ride; false when a ride of that id exists whose record has not expired. */
  create(ride: Ride): Promise<boolean>;
  /**
   * With `latest` the read is consistent; without it the answer may be some milliseconds old, at half the price. A record
   * past its `expiresAt` is treated as deleted, whether or not the table has removed it.
   */
  get(rideId: string, read?: 'latest'): Promise<Ride | undefined>;
  /**
   * A rider's rides, the newest first, `atMost` of them: from the first, or from the one behind `after`. A ride that was just
   * written may be missing; one whose record has expired, or whose id another ride has now, may still be there.
   */
  ofRider(riderId: string, atMost: number, after?: RidePlace): Promise<RidePlace[]>;
  markPublished(ride: RideIdentity, at: Instant): Promise<void>;
  /** Keeps the first result of each branch and returns the whole ride; undefined when the ride does not exist. */
  record(
    ride: { readonly rideId: string } & Partial<RideIdentity>,
    results: readonly BranchResult[],
  ): Promise<Ride | undefined>;
  /**
   * Moves the ride on from the state in which it was read, and, when that is `requested`, only if no further branch has
   * answered since. It does not confirm a ride whose deadline passed more than a moment before the time of the transition.
   * Returns the ride as written, or undefined when it has changed.
   */
  move(read: Ride, transition: Transition): Promise<Ride | undefined>;
}

/** A driver as listed in the index of free drivers. */
export interface AvailableDriver {
  readonly driverId: string;
  readonly position: Point;
}

/** The result of one query of the index. It may lag behind the items by some milliseconds. */
export interface FreeDrivers {
  readonly drivers: readonly AvailableDriver[];
  /** Whether there are more drivers than the query asked for. */
  readonly more: boolean;
}

/** A driver's item as last written. */
export interface DriverState extends AvailableDriver {
  /** When the driver last reported. */
  readonly reportedAt: Instant;
  /** Whether the driver is in the index: on shift, and neither leased nor held. */
  readonly isFree: boolean;
}

/** The ride that a driver is leased to or held by. */
export type Holder = RideIdentity;

/** The terms of a lease. */
export interface LeaseTerms {
  /** A driver who has changed to another product since the search is not leased. */
  readonly product: Product;
  readonly now: Instant;
  /** When the lease expires. */
  readonly until: Instant;
  /** A driver who has not reported since is not leased. */
  readonly reportedSince: Instant;
}

/** The result of a driver's report. */
export interface Reported extends DriverReport {
  /** When the newest report was made: later than the one submitted when that came too late and changed nothing. */
  readonly reportedAt: Instant;
  /** The ride that holds the driver. */
  readonly heldBy?: string;
}

/**
 * Drivers, one item each, with an index of those that are free. A driver is free, leased to a ride that is being decided,
 * held by a confirmed ride, or off shift; leases and holds expire, and the first report after that frees the driver. Every
 * write is one conditional write: docs/concepts/drivers.md has the table of states and conditions.
 */
export interface DriverStore {
  /** The free drivers of a product whose place is in an H3 cell (of resolution 6 to 12), in the order of places. */
  freeIn(product: Product, cell: string, atMost: number): Promise<FreeDrivers>;
  /** How many free drivers there are, counting up to `atMost`. */
  countFree(product: Product, cell: string, atMost: number): Promise<number>;
  /** Reads the latest state of these drivers. Unknown ones are left out. */
  read(driverIds: readonly string[]): Promise<readonly DriverState[]>;
  /**
   * Leases a free driver; undefined when it is not free, of another product or has not reported recently. Leasing is
   * idempotent. Never called after the deadline.
   */
  lease(driverId: string, ride: Holder, terms: LeaseTerms): Promise<AvailableDriver | undefined>;
  /** Turns the ride's lease into a hold; false when the driver is not the ride's (any more), or off shift. */
  hold(driverId: string, ride: Holder, now: Instant): Promise<boolean>;
  /** Frees the driver if the ride has it; otherwise does nothing. Without `requestedAt`: any ride of that id. */
  release(driverId: string, ride: Pick<Holder, 'rideId'> & Partial<Holder>): Promise<void>;
  /** Stores a driver's report, unless a newer one was stored before. */
  report(
    driverId: string,
    report: DriverReport,
    at: { readonly now: Instant; readonly reportedAt: Instant },
  ): Promise<Reported>;
  /** Removes a driver from the index if it has not reported since the report that was seen. The next report puts it back. */
  retire(driverId: string, seenReportAt: Instant): Promise<void>;
}

/** Demand by area, each ride counted once. */
export interface DemandStore {
  add(area: string, rideId: string, at: Instant): Promise<void>;
  /** Rides requested in an area since a moment, counting up to `atMost`. It may lag by some milliseconds, at half the price. */
  countSince(area: string, since: Instant, atMost: number): Promise<number>;
}

export interface Route {
  readonly distanceMeters: number;
  readonly durationSeconds: number;
  readonly source: 'estimate' | 'routing-service';
}

/** Finds a route by road. `undefined` when there is none. */
export interface Routing {
  /** `ride` is the one that needs the route. Throws when the service did not answer. */
  route(
    from: Point,
    to: Point,
    departure: Instant,
    ride: Pick<RideRequested, 'rideId' | 'traceparent'>,
  ): Promise<Route | undefined>;
}

export type PaymentCheck =
  | { readonly valid: true }
  | {
      readonly valid: false;
      readonly code: string;
      readonly message: string;
      /** Whether the same method may become valid later. */
      readonly retryable?: boolean;
    };

/**
 * Checks with the payment provider whether a rider's method can be charged. A repeated `idempotencyKey` must have no further
 * effect. A method that belongs to another person counts as unknown.
 */
export interface PaymentGateway {
  /** Throws when the provider did not answer. There is no fallback: a method that was not checked is not valid. */
  check(paymentMethodId: string, idempotencyKey: string, riderId: string): Promise<PaymentCheck>;
}

export interface RideRequestedPublisher {
  publish(message: RideRequested): Promise<void>;
}

export interface RideEventPublisher {
  publish(event: AnnouncedEvent): Promise<void>;
}

/** A queue that the gather consumes. */
export interface GatherQueue {
  /** Delivers the message no earlier than after `delaySeconds` (at most 900). */
  send(message: GatherMessage, delaySeconds?: number): Promise<void>;
}

/** The receiver of a webhook, and the rider on whose behalf it is sent. */
export interface WebhookReceiver {
  readonly url: string;
  /** The rider of the ride. */
  readonly riderId: string;
}

/** Sends webhooks to riders' own services. */
export interface WebhookSender {
  /**
   * POSTs a signed message and returns the status of the answer, whatever it is. `id` lets the receiver drop duplicates.
   * Throws `WebhookRefusedError` when the URL leads to a forbidden address, `WebhookFailedError` when there was no answer,
   * and `SigningSecretError`, without a call, when it cannot be signed.
   */
  post(receiver: WebhookReceiver, message: { readonly id: string; readonly body: string }): Promise<number>;
}

/** One of the places that a holder may have in a time window. */
export interface WebhookPlace {
  /** A rider, a host, or all together. */
  readonly holder: string;
  /** The purpose of the place, and when the window begins. */
  readonly window: string;
  /** The limit of places. */
  readonly limit: number;
  /** Epoch seconds after which the count is of no use. */
  readonly expiresAt: number;
}

/** How much of the webhooks' lane riders and hosts use. A count expires with its window, even if a process died meanwhile. */
export interface WebhookPlaces {
  /** Takes one; false, and nothing is taken, when none is free. */
  take(place: WebhookPlace): Promise<boolean>;
  /** Returns one before its window is over. */
  giveBack(place: WebhookPlace): Promise<void>;
  /** Whether this process found a moment ago that none is free. */
  areTaken(place: WebhookPlace): boolean;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The id of the subject of the mail. It is sent with the mail, so that duplicates can be recognized. */
  readonly about: string;
}

/** Sends e-mail. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** The claim on sending a ride's receipt, which one message has until a moment. */
export interface ReceiptClaim {
  readonly by: string;
  readonly now: Instant;
  readonly until: Instant;
  readonly expiresAt: number;
}

/** Which receipts were sent, or are being sent. */
export interface ReceiptStore {
  /** Claims the receipt, unless it was sent or another message has the claim. Those of an earlier ride of that id count no more. */
  claim(ride: RideIdentity, claim: ReceiptClaim): Promise<'claimed' | 'sent' | 'under_way'>;
  markSent(rideId: string, at: Instant): Promise<void>;
}

/** A ride request, as it counts against its rider's quota. */
export interface QuotaUse {
  readonly riderId: string;
  /** When the time window in which it is counted begins. */
  readonly window: Instant;
  /** The limit in the window. */
  readonly limit: number;
  /** Epoch seconds after which the count is of no use. */
  readonly expiresAt: number;
}

/** How many rides each rider has requested in a time window. */
export interface QuotaStore {
  /** Counts one more; false, and nothing is counted, when the limit is reached. */
  take(use: QuotaUse): Promise<boolean>;
}

/** Counts of rides that all processes share. */
export interface LoadStore {
  /**
   * Adds to the counts, and returns all counts that are relevant at that time (epoch milliseconds). Whether a failed call has
   * added them is unknown.
   */
  add(counts: Load, now: number, deadlineMs: number): Promise<Load>;
}
