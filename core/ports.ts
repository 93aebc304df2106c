import type { Load } from './load.ts';
import type { AnnouncedEvent, BranchResult, DriverReport, GatherMessage, RideRequested } from './messages.ts';
import type { Point } from './point.ts';
import type { Product } from './products.ts';
import type { Ride, RideStatus, RideSummary } from './ride.ts';
import type { Instant } from './time.ts';

/** A ride, and no other that has its id: an idempotency key can be used again once its ride's record has gone. */
export type RideIdentity = Pick<Ride, 'rideId' | 'requestedAt'>;

/** What a transition writes: the state that is reached and all that goes with it. */
export type Transition = Pick<Ride, 'outcome' | 'reasons' | 'expiresAt'> & {
  readonly status: RideStatus;
  readonly at: Instant;
  /** The message that has brought it about, and so announces it in each of its deliveries. */
  readonly by: string;
};

/** What a ride's record has kept of a branch, and which branches it still waits for: none once it has been decided. */
export interface Kept {
  readonly result: BranchResult;
  readonly pending: ReadonlySet<string>;
}

/** Answers of one branch, in the records of their rides. It sees and writes nothing else there. */
export interface AnswerStore {
  /** Keeps the first answer of the branch; undefined when there is no such ride. */
  keep(ride: RideIdentity, result: BranchResult): Promise<Kept | undefined>;
  /** The answer of the branch that the ride has kept, if there is one. */
  find(ride: RideIdentity, branch: string): Promise<Kept | undefined>;
}

/** Where a ride stands in the list of its rider's rides. */
export type RidePlace = Pick<Ride, 'rideId' | 'requestedAt'>;

/** Rides, one item each. Every write is a single conditional write. */
export interface RideStore {
  /** Writes a new ride; false when there is one of that id whose record is still kept. */
  create(ride: Ride): Promise<boolean>;
  /**
   * `latest` reads what was last written; without it the answer may be some milliseconds old, at half the price. A record
   * past its `expiresAt` is gone, whether or not the table has removed it.
   */
  get(rideId: string, read?: 'latest'): Promise<Ride | undefined>;
  /**
   * A rider's rides, the newest first, `atMost` of them: from the first, or from the one behind `after`. They may be some
   * milliseconds old, and a ride that was just written may be missing.
   */
  ofRider(riderId: string, atMost: number, after?: RidePlace): Promise<RideSummary[]>;
  markPublished(ride: RideIdentity, at: Instant): Promise<void>;
  /** Keeps the first result of each branch and returns the whole ride; undefined when there is no such ride. */
  record(
    ride: { readonly rideId: string } & Partial<RideIdentity>,
    results: readonly BranchResult[],
  ): Promise<Ride | undefined>;
  /**
   * Moves the ride on from the state that it was read in, and, when that is `requested`, only if no further branch has
   * answered since. To `confirmed` it moves no ride whose deadline is over by more than a moment, at the time of the
   * transition. Returns the ride as written, or undefined when it has changed.
   */
  move(read: Ride, transition: Transition): Promise<Ride | undefined>;
}

/** A driver as the index of free drivers shows it. */
export interface AvailableDriver {
  readonly driverId: string;
  readonly position: Point;
}

/** What one query of the index shows. It may lag behind the items by some milliseconds. */
export interface FreeDrivers {
  readonly drivers: readonly AvailableDriver[];
  /** Whether there are more than it was asked for. */
  readonly more: boolean;
}

/** A driver's item as it was last written. */
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
  /** A driver who has gone over to another product since the search is not leased. */
  readonly product: Product;
  readonly now: Instant;
  /** When the lease ends by itself. */
  readonly until: Instant;
  /** A driver who has not reported since is not leased. */
  readonly reportedSince: Instant;
}

/** What came of a driver's report. */
export interface Reported extends DriverReport {
  /** When the newest report was made: later than the one handed in when that came too late and changed nothing. */
  readonly reportedAt: Instant;
  /** The ride that holds the driver. */
  readonly heldBy?: string;
}

/**
 * Drivers, one item each, with an index of those that are free. A driver is free, leased to a ride while it is being
 * decided, held by a confirmed ride, or off shift; leases and holds have an end, and the first report after it frees the
 * driver. Every write is one conditional write: docs/concepts/drivers.md has the table of states and conditions.
 */
export interface DriverStore {
  /** The free drivers of a product whose place is in an H3 cell (of resolution 6 to 12), in the order of places. */
  freeIn(product: Product, cell: string, atMost: number): Promise<FreeDrivers>;
  /** How many they are, counting no further than `atMost`. */
  countFree(product: Product, cell: string, atMost: number): Promise<number>;
  /** Reads what was last written of these drivers. Unknown ones are left out. */
  read(driverIds: readonly string[]): Promise<readonly DriverState[]>;
  /**
   * Leases a free driver; undefined when it is not free, of another product or has not reported lately. The same lease
   * twice is the same as once. Never sent after the deadline.
   */
  lease(driverId: string, ride: Holder, terms: LeaseTerms): Promise<AvailableDriver | undefined>;
  /** Turns the ride's lease into a hold; false when the driver is not the ride's (any more), or off shift. */
  hold(driverId: string, ride: Holder, now: Instant): Promise<boolean>;
  /** Frees the driver if the ride has it; otherwise does nothing. Without `requestedAt`: whichever ride of that id. */
  release(driverId: string, ride: Pick<Holder, 'rideId'> & Partial<Holder>): Promise<void>;
  /** Takes a driver's report, unless a newer one was taken before. */
  report(
    driverId: string,
    report: DriverReport,
    at: { readonly now: Instant; readonly reportedAt: Instant },
  ): Promise<Reported>;
  /** Takes a driver out of the index who has not reported since the report that was seen. The next report puts it back. */
  retire(driverId: string, seenReportAt: Instant): Promise<void>;
}

/** Demand by area, each ride counted once. */
export interface DemandStore {
  add(area: string, rideId: string, at: Instant): Promise<void>;
  /** Rides asked for in an area since a moment, counting no further than `atMost`. */
  countSince(area: string, since: Instant, atMost: number): Promise<number>;
}

export interface Route {
  readonly distanceMeters: number;
  readonly durationSeconds: number;
  readonly source: 'estimate' | 'routing-service';
}

/** Finds the way by road. `undefined` when there is none. */
export interface Routing {
  /** `ride` is the one that asks. Throws when the service could not say. */
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
      /** Whether the same method may be good later. */
      readonly retryable?: boolean;
    };

/**
 * Asks the payment provider whether a rider's method can be charged. A repeated `idempotencyKey` must have no further
 * effect. A method that the provider knows to be somebody else's is as good as unknown.
 */
export interface PaymentGateway {
  /** Throws when the provider could not say. There is no guessing: a method that was not checked is not valid. */
  check(paymentMethodId: string, idempotencyKey: string, riderId: string): Promise<PaymentCheck>;
}

export interface RideRequestedPublisher {
  publish(message: RideRequested): Promise<void>;
}

export interface RideEventPublisher {
  publish(event: AnnouncedEvent): Promise<void>;
}

/** A queue that the gather reads. */
export interface GatherQueue {
  /** The message is delivered no earlier than after `delaySeconds` (at most 900). */
  send(message: GatherMessage, delaySeconds?: number): Promise<void>;
}

/** Who gets a webhook, and on whose behalf. */
export interface WebhookReceiver {
  readonly url: string;
  /** Whose ride it is. */
  readonly riderId: string;
}

/** Sends webhooks to riders' own services. */
export interface WebhookSender {
  /**
   * POSTs a message, signed, and returns the status of the answer, whatever it is. `id` is the receiver's key to drop
   * duplicates by. Throws `WebhookRefusedError` when the URL leads where no call may go, `WebhookFailedError` when there
   * was no answer, and `SigningSecretError`, without a call, when it cannot be signed.
   */
  post(receiver: WebhookReceiver, message: { readonly id: string; readonly body: string }): Promise<number>;
}

/** One of those places that a holder may have in a window of time. */
export interface WebhookPlace {
  /** A rider, a host, or all together. */
  readonly holder: string;
  /** What it is a place for, and when the window begins. */
  readonly window: string;
  /** How many there are. */
  readonly limit: number;
  /** Epoch seconds after which the count is of no use. */
  readonly expiresAt: number;
}

/** How much of the webhooks' lane riders and hosts have taken. A count ends with its window, whoever died meanwhile. */
export interface WebhookPlaces {
  /** Takes one; false, and nothing is taken, when all are. */
  take(place: WebhookPlace): Promise<boolean>;
  /** Gives one back before its window is over. */
  giveBack(place: WebhookPlace): Promise<void>;
  /** Whether this process was told a moment ago that all are taken. */
  areTaken(place: WebhookPlace): boolean;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The id of what the mail is about. It travels with the mail, so that a repeated one can be told. */
  readonly about: string;
}

/** Sends e-mail. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** The right to send a ride's receipt, which one message has until a moment. */
export interface ReceiptClaim {
  readonly by: string;
  readonly now: Instant;
  readonly until: Instant;
  readonly expiresAt: number;
}

/** Which receipts were sent, or are being sent. */
export interface ReceiptStore {
  /** Takes the right to send, unless the receipt was sent or another message has that right. */
  claim(rideId: string, claim: ReceiptClaim): Promise<'claimed' | 'sent' | 'under_way'>;
  markSent(rideId: string, at: Instant): Promise<void>;
}

/** A request for a ride, as it counts against its rider's quota. */
export interface QuotaUse {
  readonly riderId: string;
  /** When the window of time begins that it is counted in. */
  readonly window: Instant;
  /** How many of them there may be in the window. */
  readonly limit: number;
  /** Epoch seconds after which the count is of no use. */
  readonly expiresAt: number;
}

/** How many rides each rider has asked for in a window of time. */
export interface QuotaStore {
  /** Counts one more; false, and nothing is counted, when the limit was reached before. */
  take(use: QuotaUse): Promise<boolean>;
}

/** Counts of rides that all processes share. */
export interface LoadStore {
  /**
   * Adds to the counts, and returns all that are of use at that time (epoch milliseconds). Whether a call that fails has
   * added them is not known.
   */
  add(counts: Load, now: number, deadlineMs: number): Promise<Load>;
}
