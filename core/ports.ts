import type { BranchResult, DriverReport, GatherMessage, RideEvent, RideRequested } from './messages.ts';
import type { Point } from './point.ts';
import type { Product } from './products.ts';
import type { Ride, RideStatus, RideSummary } from './ride.ts';
import type { Instant } from './time.ts';

/** What a transition writes: the state that is reached and all that goes with it. */
export type Transition = Pick<Ride, 'outcome' | 'reasons'> & { readonly status: RideStatus; readonly at: Instant };

/** Where a ride stands in the list of its rider's rides. */
export type RidePlace = Pick<Ride, 'rideId' | 'requestedAt'>;

/** Rides, one item each. Every write is a single conditional write. */
export interface RideStore {
  /** Writes a new ride; false when there is one of that id. */
  create(ride: Ride): Promise<boolean>;
  /** `latest` reads what was last written; without it the answer may be some milliseconds old, at half the price. */
  get(rideId: string, read?: 'latest'): Promise<Ride | undefined>;
  /**
   * A rider's rides, the newest first, `atMost` of them: from the first, or from the one behind `after`. They may be some
   * milliseconds old, and a ride that was just written may be missing.
   */
  ofRider(riderId: string, atMost: number, after?: RidePlace): Promise<RideSummary[]>;
  markPublished(rideId: string, at: Instant): Promise<void>;
  /** Keeps the first result of each branch and returns the whole ride. Throws `RideNotFoundError`. */
  record(rideId: string, results: readonly BranchResult[]): Promise<Ride>;
  /**
   * Moves the ride on from the state that it was read in, and, when that is `requested`, only if no further branch has
   * answered since. Returns the ride as written, or undefined when it has changed.
   */
  move(read: Ride, transition: Transition): Promise<Ride | undefined>;
  markAnnounced(rideId: string, status: RideStatus): Promise<void>;
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

/** The ride that a driver is leased to or held by. A ride that reuses the id of an earlier one is another ride. */
export type Holder = Pick<Ride, 'rideId' | 'requestedAt'>;

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
 * driver. Every write is one conditional write: docs/drivers.md has the table of states and conditions.
 */
export interface DriverStore {
  /** The free drivers of a product whose place is in an H3 cell (of resolution 6 to 12), in the order of places. */
  freeIn(product: Product, cell: string, atMost: number): Promise<FreeDrivers>;
  /** How many they are, counting no further than `atMost`. */
  countFree(product: Product, cell: string, atMost: number): Promise<number>;
  /** Reads what was last written of these drivers. Unknown ones are left out. */
  read(driverIds: readonly string[]): Promise<readonly DriverState[]>;
  /**
   * Leases a free driver; undefined when it is not free, of another product or has not reported lately. Never sent after
   * the deadline.
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

/** Asks the payment provider whether a method can be charged. A repeated `idempotencyKey` must have no further effect. */
export interface PaymentGateway {
  /** Throws when the provider could not say. There is no guessing: a method that was not checked is not valid. */
  check(paymentMethodId: string, idempotencyKey: string): Promise<PaymentCheck>;
}

export interface RideRequestedPublisher {
  publish(message: RideRequested): Promise<void>;
}

export interface RideEventPublisher {
  publish(event: RideEvent): Promise<void>;
}

/** The queue that the gather reads. */
export interface GatherQueue {
  /** The message is delivered no earlier than after `delaySeconds` (at most 900). */
  send(message: GatherMessage, delaySeconds?: number): Promise<void>;
}

/** Calls riders' own services. */
export interface CallbackSender {
  /**
   * POSTs a message, signed, and returns the status of the answer, whatever it is. `id` is the receiver's key to drop
   * duplicates by. Throws `CallbackRefusedError` when the URL leads where no call may go.
   */
  post(url: string, message: { readonly id: string; readonly body: string }): Promise<number>;
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
