import type { Ride, RideStatus } from './ride.ts';
import type { RideEventType } from './subscribers.ts';
import type { Instant } from './time.ts';

/**
 * The log lines that functions write about a ride, by their message, with the fields of each. Together they trace the ride
 * from start to end. Each line is one JSON object that also has
 *
 * - `rideId` and `traceId`: the ride's, the latter from its `traceparent` (W3C Trace Context, 32 hex digits);
 * - `timestamp`, `level`, `service` (the function's name, such as `pricing` or `aggregator`), `cold_start`,
 *   `function_request_id`, and `xray_trace_id` where X-Ray has one.
 *
 * Fields without a value are left out. Nothing else of a ride is written: no place, no payment method, no address.
 */
export interface RideLines {
  /**
   * api: the topic has accepted the ride's request. Written again when a replay finds that the first request did not get so
   * far.
   */
  'ride published': { readonly requestedAt: Instant; readonly deadlineAt: Instant };
  /** api, sequential-ride: the caller is answered, after this many reads of the ride. */
  'ride answered': Pick<Ride, 'flow' | 'status'> & { readonly waitedMs: number; readonly reads: number };
  /** api: the ride was cancelled by its rider or completed by its driver. */
  'ride ended': { readonly status: RideStatus };
  /** A branch: an attempt begins. `queuedMs` is how long the message has been in the queue, earlier attempts included. */
  'branch started': { readonly branch: string; readonly attempt: number; readonly queuedMs: number };
  /** eta, sequential-ride: a route was estimated, because the routing service failed. `fault` is the service's error name. */
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
    /** From when the queue accepted the request to the start of the first attempt. */
    readonly queuedMs: number;
    /** From the start of the first attempt to the end of the last one. */
    readonly durationMs: number;
    /** The branches that the ride was waiting for once it had kept this answer. Absent where that is unknown. */
    readonly pending: readonly string[] | undefined;
  };
  /** A branch: the ride has the answer of an earlier attempt. Only the steps that follow from it are repeated. */
  'answer found': { readonly branch: string; readonly attempt: number };
  /** A branch: the ride's deadline had come before the branch was asked. */
  'branch skipped': { readonly branch: string; readonly attempt: number };
  /** A branch: the ride's record could not be written, so the answer goes to the aggregator as a message. */
  'answer not written': { readonly branch: string; readonly error: Error };
  /** aggregator: answers that came as messages are in the ride's record. */
  'answers recorded': { readonly branches: readonly string[]; readonly pending: readonly string[] };
  /** aggregator: answers came after the ride had left `requested`; the delay is that of the last one. */
  'answers late': { readonly branches: readonly string[]; readonly lateMs: number };
  /** api: a ride past its deadline could not be settled. It is returned as it was read. */
  'ride not settled': { readonly error: Error };
  /** aggregator, deadline, api, sequential-ride: the ride has left `requested`. `reasons` are codes. */
  'ride settled': Pick<Ride, 'flow' | 'status'> & {
    readonly unanswered: readonly string[] | undefined;
    readonly reasons: readonly string[] | undefined;
    readonly totalMs: number | null;
    readonly slowestBranch: string | null;
    readonly slowestMs: number | null;
    /** The ride's time beyond its slowest branch. */
    readonly overheadMs: number | null;
  };
  /** aggregator, deadline, sequential-ride: `ride-events` has accepted the event. */
  'event announced': { readonly type: RideEventType };
  /** A subscriber has finished an event. `outcome` is specific to it. `durationMs` is that of this attempt. */
  'event handled': {
    readonly type: RideEventType;
    readonly outcome: string;
    /** The cause, where the outcome does not tell. */
    readonly reason?: string;
    readonly durationMs: number;
  };
}

/** Fields of a failed attempt, under `record failed`, with the ride's ids if the message is readable. */
export interface RecordFailed {
  readonly messageId: string;
  readonly attempt: number;
  /** Absent after the last attempt. */
  readonly retryInSeconds?: number;
  readonly goesTo?: 'dead-letter queue';
  readonly error: Error;
}
