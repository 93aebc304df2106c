import type { Ride, RideStatus } from './ride.ts';
import type { RideEventType } from './subscribers.ts';
import type { Instant } from './time.ts';

/**
 * The lines that functions write about a ride, by their message, with the fields of each. Together they tell the ride's
 * whole way. Each line is one JSON object that also has
 *
 * - `rideId` and `traceId`: the ride's, the latter from its `traceparent` (W3C Trace Context, 32 hex digits);
 * - `timestamp`, `level`, `service` (the function's name, such as `pricing` or `aggregator`), `cold_start`,
 *   `function_request_id`, and `xray_trace_id` where X-Ray has one.
 *
 * Values that there are none of are left out. Nothing else of a ride is written: no place, no payment method, no address.
 */
export interface RideLines {
  /** api: the topic has the ride's request. Comes again when a replay finds that the first request did not get so far. */
  'ride published': { readonly requestedAt: Instant; readonly deadlineAt: Instant };
  /** api, sequential-ride: the caller is answered, after so many reads of the ride. */
  'ride answered': Pick<Ride, 'flow' | 'status'> & { readonly waitedMs: number; readonly reads: number };
  /** api: the ride was cancelled by its rider or completed by its driver. */
  'ride ended': { readonly status: RideStatus };
  /** A branch: an attempt begins. `queuedMs` is how long the message has been in the queue, earlier attempts included. */
  'branch started': { readonly branch: string; readonly attempt: number; readonly queuedMs: number };
  /** eta, sequential-ride: a route was estimated, because the routing service failed. `fault` is its own name for why. */
  'route estimated': { readonly fault: string };
  /** A branch: the ride has kept the answer, or the gather's queue has it. The times are those of the answer. */
  'branch finished': {
    readonly branch: string;
    readonly attempt: number;
    readonly status: 'ok' | 'rejected' | 'failed';
    /** The code of a refusal or failure. */
    readonly reason: string | undefined;
    readonly queuedAt: Instant;
    readonly receivedAt: Instant;
    readonly startedAt: Instant;
    readonly finishedAt: Instant;
    /** From the queue's taking the request to the start of the first attempt. */
    readonly queuedMs: number;
    /** From the start of the first attempt to the end of the last one. */
    readonly durationMs: number;
    /** The branches that the ride was waiting for once it had kept this answer. Absent where that is not known. */
    readonly pending: readonly string[] | undefined;
  };
  /** A branch: the ride has the answer of an earlier attempt. What follows from it is done again, and nothing else. */
  'answer found': { readonly branch: string; readonly attempt: number };
  /** A branch: the ride's deadline had come before it was asked. */
  'branch skipped': { readonly branch: string; readonly attempt: number };
  /** A branch: the ride's record could not be written, so the answer goes to the aggregator as a message. */
  'answer not written': { readonly branch: string; readonly error: Error };
  /** aggregator: answers that came as messages are in the ride's record. */
  'answers recorded': { readonly branches: readonly string[]; readonly pending: readonly string[] };
  /** aggregator: answers came after the ride had left `requested`, the last of them by so much. */
  'answers late': { readonly branches: readonly string[]; readonly lateMs: number };
  /** api: a ride was to be settled because its deadline had come, and that failed. It is answered as it was. */
  'ride not settled': { readonly error: Error };
  /** aggregator, deadline, api, sequential-ride: the ride has left `requested`. `reasons` are codes. */
  'ride settled': Pick<Ride, 'flow' | 'status'> & {
    readonly unanswered: readonly string[] | undefined;
    readonly reasons: readonly string[] | undefined;
    readonly totalMs: number | null;
    readonly slowestBranch: string | null;
    readonly slowestMs: number | null;
    /** What the ride took beyond its slowest branch. */
    readonly overheadMs: number | null;
  };
  /** aggregator, deadline, sequential-ride: `ride-events` has the event. */
  'event announced': { readonly type: RideEventType };
  /** A subscriber is done with an event. `outcome` is a word of its own. `durationMs` is that of this attempt. */
  'event handled': {
    readonly type: RideEventType;
    readonly outcome: string;
    /** Why, where the outcome leaves that open. */
    readonly reason?: string;
    readonly durationMs: number;
  };
}

/** What is written of an attempt that failed, under `record failed`, with the ride's ids where the message is readable. */
export interface RecordFailed {
  readonly messageId: string;
  readonly attempt: number;
  /** Absent after the last attempt. */
  readonly retryInSeconds?: number;
  readonly goesTo?: 'dead-letter queue';
  readonly error: Error;
}
