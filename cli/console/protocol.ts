/** What the console's page and its backend say to each other: types alone, for both. */

import type { Need } from '../../core/branches.ts';
import type { Role } from '../../core/names.ts';
import type { RideStatus } from '../../core/ride.ts';
import type { Trace } from '../trace/trace.ts';

/** `GET /_console/config`: what the page has to know of the stack. On AWS it is a file of the site. */
export interface ConsoleConfig {
  readonly apiUrl: string;
  /** Who the page's rider is; empty where people sign in. */
  readonly riderId: string;
  readonly branches: readonly { readonly name: string; readonly need: Need; readonly simulatedMs: number }[];
  /** Whether there are the insides to look at, and tokens for the asking: on the embedded cloud alone. */
  readonly insides: boolean;
  /** Whether rides may say how long branches take, and the sequential flow is there. */
  readonly simulation: boolean;
  readonly city: { readonly name: string; readonly center: Place };
  /** The ride that is shown first. */
  readonly ride: { readonly pickup: Place; readonly dropoff: Place };
  /** Where the page hears of rides as they go on; without it, it asks. */
  readonly push?: { readonly httpUrl: string; readonly realtimeUrl: string };
  /** How people sign in; without it the page's backend has tokens. */
  readonly signIn?: SignInConfig;
}

/** An OAuth 2.0 client without a secret, and its server's endpoints. */
export interface SignInConfig {
  readonly clientId: string;
  readonly scope: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly signOutUrl: string;
  /** The page itself, as the server has it. */
  readonly returnUrl: string;
}

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** Who makes a call; `POST /_console/token` with one gives a token of theirs. */
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
  /** The dead-letter queues, by name, with how many messages each of them holds. */
  readonly deadLetterQueues: readonly { readonly name: string; readonly count: number }[];
  /** Since the stack was started: messages that were handed to the function, and its invocations that failed. */
  readonly delivered: number;
  readonly errors: number;
  readonly running: number;
  /** When an edit of its function's code went live, in epoch milliseconds; null where none has. */
  readonly reloadedAt: number | null;
}

/** `snapshot` events of `GET /_console/events`, some twice a second. */
export interface Snapshot {
  /** In epoch milliseconds. */
  readonly at: number;
  readonly lanes: readonly LaneFigures[];
  /** Of the rides that the stack has logged about since it was started. */
  readonly rides: Readonly<Record<RideStatus, number>>;
}

/** What has become of some rides: how each of them left `requested`, and how many have not. */
export interface Outcomes {
  readonly waiting: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly expired: number;
  /** Before they had another outcome. */
  readonly cancelled: number;
  /** How many of all of these wait for an outcome or have a driver now. */
  readonly open: number;
}

/** `batches` events of `GET /_console/events?page=PAGE`, with each snapshot: of the rides that the page has kept. */
export type Batches = Readonly<Record<string, Outcomes>>;

/** `POST /_console/keep-rides`: the page has asked for these rides, and they are to be cancelled when it is gone. */
export interface KeepRides {
  readonly page: string;
  /** What they were asked for; of the page's choice. */
  readonly batch: string;
  readonly rideIds: readonly string[];
  /** `Idempotency-Key`s of rides whose answers are still to come: not even whether there is a ride is known. */
  readonly keys?: readonly string[] | undefined;
}

/** `POST /_console/release-rides` with a page and a batch cancels its rides now; `POST /_console/forget-rides` ends their count. */
export interface ReleaseResult {
  readonly cancelled: number;
  readonly failed: number;
}

/** `available`: on shift and free; `taken`: reserved for a ride or on one; `off`: not on shift, or not heard of lately. */
export type DriverState = 'available' | 'taken' | 'off';

export interface DriverPlace extends Place {
  readonly driverId: string;
  readonly state: DriverState;
}

/** An H3 cell, and the market of standard rides in it. */
export interface CityCell {
  readonly cell: string;
  /** Corners, in order. */
  readonly boundary: readonly Place[];
  readonly demand: number;
  readonly supply: number;
  readonly surge: number;
}

/** `city` events of `GET /_console/events`, some every two seconds. */
export interface City {
  /** How many drivers are free for standard rides. */
  readonly freeStandard: number;
  readonly drivers: readonly DriverPlace[];
  readonly cells: readonly CityCell[];
}

/** A message of a dead-letter queue, or one that a queue has delivered. */
export interface RawMessage {
  readonly messageId: string;
  /** In epoch milliseconds: when it was sent, or delivered. */
  readonly at: number;
  /** What it is about, where it can be read. */
  readonly kind: string;
  readonly rideId: string | null;
  readonly body: string;
}

/** A dead letter, with what is known of its end and of its ride. */
export interface DeadLetter extends RawMessage {
  /** Why it died, in the words of its function or of SNS; null where nothing is left of that. */
  readonly cause: string | null;
  /** The state in the ride's record; null where there is no record. */
  readonly rideState: RideStatus | null;
  /** The ride's deadline, an ISO 8601 date; null where there is no record. */
  readonly deadlineAt: string | null;
}

/** `GET /_console/dead-letters?queue=NAME`: up to ten of them. */
export interface DeadLetterMessages {
  readonly queue: string;
  /** The lane that a redrive gives them back to, and its queue. */
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

/** A driver who is leased or held, and until when: an ISO 8601 date, null where there is no end. */
export interface HeldDriver {
  readonly driverId: string;
  readonly until: string | null;
}

/** `GET /_console/holds?ride=RIDE_ID`: what a ride has left behind, be it known to the API or not. */
export interface RideHolds {
  readonly rideId: string;
  /** The state in its record; null when there is no record. */
  readonly recorded: RideStatus | null;
  readonly drivers: readonly HeldDriver[];
}

/** A ride in the list of all rides. Times are in epoch milliseconds. */
export interface RideRow {
  readonly rideId: string;
  readonly state: RideStatus;
  /** Null where its record is not to be had. */
  readonly riderId: string | null;
  readonly requestedAt: number;
  /** When it left `requested`. */
  readonly decidedAt: number | null;
  /** Of the branches that have answered. */
  readonly slowest: { readonly branch: string; readonly ms: number } | null;
}

/** `GET /_console/rides?state=STATE&text=TEXT`: the latest ones of that state with that text in their ids, both optional. */
export interface RideList {
  readonly rides: readonly RideRow[];
  readonly hasMore: boolean;
}
