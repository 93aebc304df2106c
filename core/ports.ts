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

/** A driver as the index of available drivers shows it. */
export interface AvailableDriver {
  readonly driverId: string;
  readonly position: Point;
}

/** A lease ends by time alone; a hold ends by release. Both belong to one ride. */
export interface DriverStore {
  /**
   * Drivers of a class in an H3 cell that are on shift and neither held nor, at `now`, leased. Of a crowded cell only
   * some: those that stand next to `near` in the order of places, else the first.
   */
  availableIn(product: Product, cell: string, now: Instant, near?: Point): Promise<AvailableDriver[]>;
  /** How many such drivers there are, counting no further than `atMost`. */
  countAvailable(product: Product, cell: string, now: Instant, atMost: number): Promise<number>;
  /** Leases the driver if it is free, its lease is over, or it is this ride's already; undefined when it was taken. */
  reserve(driverId: string, rideId: string, now: Instant, leaseUntil: Instant): Promise<AvailableDriver | undefined>;
  /** Turns this ride's lease into a hold; false when the driver is not this ride's any more. */
  hold(driverId: string, rideId: string): Promise<boolean>;
  /** Frees the driver if it is this ride's; otherwise does nothing. */
  release(driverId: string, rideId: string): Promise<void>;
  report(driverId: string, report: DriverReport, at: Instant): Promise<void>;
}

/** The driver that driver-matching works on for a ride, and those that it worked on before and could not get. */
export interface Choice {
  readonly driverId: string;
  readonly givenUp: readonly string[];
  /** Whether the driver was reserved for the ride: such a choice stays. */
  readonly accepted: boolean;
}

/** The choice of each ride, so that all workers on one ride work on the same driver. */
export interface MatchStore {
  /** Reads what was last written. */
  get(rideId: string): Promise<Choice | undefined>;
  /** Replaces the choice `previous` (undefined: none yet), giving it up; false when it is another or accepted by now. */
  choose(rideId: string, driverId: string, previous: string | undefined, expiresAt: number): Promise<boolean>;
  /** Makes the choice final; false when it is another by now. */
  accept(rideId: string, driverId: string): Promise<boolean>;
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
