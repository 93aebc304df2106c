/** The protocol between the console's page and its backend: only types, shared by both. */

import type { Need } from '../../core/branches.ts';
import type { Role } from '../../core/names.ts';
import type { RideStatus } from '../../core/ride.ts';
import type { Trace } from '../trace/trace.ts';

/** `GET /_console/config`: what the page needs to know about the stack. On AWS it is a file of the site. */
export interface ConsoleConfig {
  readonly apiUrl: string;
  /** The page's rider; empty where users sign in. */
  readonly riderId: string;
  readonly branches: readonly { readonly name: string; readonly need: Need; readonly simulatedMs: number }[];
  /** Whether the stack's internals can be inspected and tokens are issued on request: only on the embedded cloud. */
  readonly insides: boolean;
  /** Whether requests may set how long branches take, and the sequential flow is available. */
  readonly simulation: boolean;
  readonly city: { readonly name: string; readonly center: Place };
  /** The ride that is shown first. */
  readonly ride: { readonly pickup: Place; readonly dropoff: Place };
  /** Where the page receives updates of rides; without it, the page polls. */
  readonly push?: { readonly httpUrl: string; readonly realtimeUrl: string };
  /** How users sign in; without it the page's backend issues tokens. */
  readonly signIn?: SignInConfig;
}

/** An OAuth 2.0 client without a secret, and its server's endpoints. */
export interface SignInConfig {
  readonly clientId: string;
  readonly scope: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly signOutUrl: string;
  /** The page's address, as registered with the server. */
  readonly returnUrl: string;
}

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** The caller of the API. `POST /_console/token` with one returns a token for that caller. */
export interface Caller {
  readonly role: Role;
  readonly id: string;
}

/** A caller's token. `expiresAt` is an ISO 8601 date. */
export interface ConsoleToken {
  readonly token: string;
  readonly expiresAt: string;
}

/** A queue, the function that it feeds, and its dead letters. */
export interface LaneFigures {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  readonly dead: number;
  /** The number of messages in each dead-letter queue, by name. */
  readonly deadLetterQueues: readonly { readonly name: string; readonly count: number }[];
  /** Since the stack was started: messages delivered to the function, and its failed invocations. */
  readonly delivered: number;
  readonly errors: number;
  readonly running: number;
  /** When the last edit of its function's code went live, in epoch milliseconds; null if there was none. */
  readonly reloadedAt: number | null;
}

/** `snapshot` events of `GET /_console/events`, about twice a second. */
export interface Snapshot {
  /** In epoch milliseconds. */
  readonly at: number;
  readonly lanes: readonly LaneFigures[];
  /** Functions without a queue, and so without a lane, whose code was replaced; `at` is in epoch milliseconds. */
  readonly reloaded: readonly { readonly name: string; readonly at: number }[];
  /** Counts of the rides that the stack has logged since it was started. */
  readonly rides: Readonly<Record<RideStatus, number>>;
}

/** The outcomes of some rides: how many left `requested` in which way, and how many have not. */
export interface Outcomes {
  readonly waiting: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly expired: number;
  /** Cancelled before they had another outcome. */
  readonly cancelled: number;
  /** How many of all of these now wait for an outcome or have a driver. */
  readonly open: number;
}

/** `batches` events of `GET /_console/events?page=PAGE`, with each snapshot: the outcomes of the page's rides. */
export type Batches = Readonly<Record<string, Outcomes>>;

/** `POST /_console/keep-rides`: the page has requested these rides, and they are cancelled when it is gone. */
export interface KeepRides {
  readonly page: string;
  /** The name of the batch, chosen by the page. */
  readonly batch: string;
  readonly rideIds: readonly string[];
  /** `Idempotency-Key`s of rides whose answers are still to come: not even whether there is a ride is known. */
  readonly keys?: readonly string[] | undefined;
}

/** Of `POST /_console/release-rides` with a page and a batch, which cancels its rides; `forget-rides` stops counting them. */
export interface ReleaseResult {
  readonly cancelled: number;
  readonly failed: number;
}

/** `available`: on shift and free; `taken`: reserved for a ride or on one; `off`: not on shift, or without a recent report. */
export type DriverState = 'available' | 'taken' | 'off';

export interface DriverPlace extends Place {
  readonly driverId: string;
  readonly state: DriverState;
}

/** An H3 cell, and the market of standard rides in it. */
export interface CityCell {
  readonly cell: string;
  /** Its corners, in order. */
  readonly boundary: readonly Place[];
  readonly demand: number;
  readonly supply: number;
  readonly surge: number;
}

/** `city` events of `GET /_console/events`, about every two seconds. */
export interface City {
  /** How many drivers are free for standard rides. */
  readonly freeStandard: number;
  readonly drivers: readonly DriverPlace[];
  readonly cells: readonly CityCell[];
}

/** A message in a dead-letter queue, or one that a queue has delivered. */
export interface RawMessage {
  readonly messageId: string;
  /** In epoch milliseconds: when it was sent, or delivered. */
  readonly at: number;
  /** Its ride and kind, if its body can be parsed. */
  readonly kind: string;
  readonly rideId: string | null;
  readonly body: string;
}

/** A dead letter, with the reason of its failure and its ride, as far as known. */
export interface DeadLetter extends RawMessage {
  /** The error of its function or of SNS; null if it was not kept. */
  readonly cause: string | null;
  /** The state in the ride's record; null if there is no record. */
  readonly rideState: RideStatus | null;
  /** The ride's deadline, an ISO 8601 date; null if there is no record. */
  readonly deadlineAt: string | null;
}

/** `GET /_console/dead-letters?queue=NAME`: up to ten of them. */
export interface DeadLetterMessages {
  readonly queue: string;
  /** The lane that a redrive returns them to, and its queue. */
  readonly lane: string;
  readonly target: string;
  readonly count: number;
  readonly messages: readonly DeadLetter[];
}

/** `POST /_console/redrive` with `{ "queue": NAME }`. */
export interface RedriveResult {
  readonly moved: number;
  readonly stayed: number;
}

/** `GET /_console/trace?ride=RIDE_ID`. */
export interface RideTrace {
  readonly trace: Trace;
  readonly messages: readonly (RawMessage & { readonly lane: string; readonly attempt: number })[];
}

/** A leased or held driver, and until when: an ISO 8601 date, null if there is no end. */
export interface HeldDriver {
  readonly driverId: string;
  readonly until: string | null;
}

/** `GET /_console/holds?ride=RIDE_ID`: the record and the drivers of a ride, even of one that the API does not know. */
export interface RideHolds {
  readonly rideId: string;
  /** The state in its record; null if there is no record. */
  readonly recorded: RideStatus | null;
  readonly drivers: readonly HeldDriver[];
}

/** A ride in the list of all rides. Times are in epoch milliseconds. */
export interface RideRow {
  readonly rideId: string;
  readonly state: RideStatus;
  /** Null if its record is not available. */
  readonly riderId: string | null;
  readonly requestedAt: number;
  /** When it left `requested`. */
  readonly decidedAt: number | null;
  /** The slowest of the branches that have answered. */
  readonly slowest: { readonly branch: string; readonly ms: number } | null;
}

/** `GET /_console/rides?state=STATE&text=TEXT`: the latest rides in that state whose ids contain that text, both optional. */
export interface RideList {
  readonly rides: readonly RideRow[];
  readonly hasMore: boolean;
}
