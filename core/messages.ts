import * as z from 'zod/mini';
import { pointSchema } from './point.ts';
import { askedRequestSchema, rideRequestSchema } from './ride-request.ts';
import { rideEventTypes, type Wish } from './subscribers.ts';
import { instantSchema, timestampSchema } from './time.ts';

const version = z.literal(1);
const rideId = z.string().check(z.minLength(1), z.maxLength(100));
const traceparent = z.string().check(z.regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/));

/** What every message carries: whose it is, which trace it belongs to (W3C Trace Context) and when it was made. */
const envelope = { v: version, rideId, traceparent, at: instantSchema };

/** So much of any message, for who wants to know no more than whose it is. */
export const envelopeSchema = z.object(envelope);

/**
 * When the ride of a message was requested, which tells it from another ride of the same id: an idempotency key that is
 * used again after its ride's record has gone. Messages of version 0.1.0 do not say.
 */
const ofRide = { requestedAt: z.optional(instantSchema) };

/** On `ride-requested`: a ride that every branch is asked about. */
export const rideRequestedSchema = z.object({
  ...envelope,
  riderId: z.string(),
  request: askedRequestSchema,
  requestedAt: instantSchema,
  deadlineAt: instantSchema,
  /** The branches that the ride waits for. Messages of version 0.1.0 do not say. */
  expects: z.optional(z.record(z.string(), z.enum(['required', 'optional']))),
});

export type RideRequested = z.infer<typeof rideRequestedSchema>;

/** Why a branch or a ride was refused, with a stable code, and whether the same request may succeed later. */
export const reasonSchema = z.object({ code: z.string(), message: z.string(), retryable: z.optional(z.boolean()) });

export type Reason = z.infer<typeof reasonSchema>;

/**
 * What one branch says of one ride, kept in the ride's record. On `branch-results` only where the branch could not write
 * it there, or where the record has kept another answer of the same branch. `rejected` is a business refusal; `failed` says that no answer
 * could be had in all attempts. `queuedAt` is when the queue got the request, `receivedAt` when the function got it,
 * `startedAt` when the first attempt began and `finishedAt` when the last one ended.
 */
export const branchResultSchema = z.object({
  ...envelope,
  ...ofRide,
  kind: z.literal('branch-result'),
  branch: z.string(),
  status: z.enum(['ok', 'rejected', 'failed']),
  reason: z.optional(reasonSchema),
  result: z.optional(z.record(z.string(), z.unknown())),
  queuedAt: instantSchema,
  receivedAt: instantSchema,
  startedAt: instantSchema,
  finishedAt: instantSchema,
  attempt: z.int().check(z.minimum(1)),
});

export type BranchResult = z.infer<typeof branchResultSchema>;

/** On `branch-results`: after the answer of `branch` the ride can be decided. */
export const wakeUpSchema = z.object({
  ...envelope,
  ...ofRide,
  kind: z.literal('wake-up'),
  branch: z.string(),
  /** Until when optional branches are waited for, where only those are still to answer. The message is delayed until then. */
  waitsUntil: z.optional(instantSchema),
});

export type WakeUp = z.infer<typeof wakeUpSchema>;

/**
 * On `deadlines`, delayed until the ride's deadline. Until `dropAfter` it goes back when it comes early or finds no
 * ride, because the API function may still be about to write it.
 */
export const deadlineSchema = z.object({
  ...envelope,
  ...ofRide,
  kind: z.literal('deadline'),
  deadlineAt: instantSchema,
  dropAfter: instantSchema,
});

export type Deadline = z.infer<typeof deadlineSchema>;

/**
 * On `branch-results`, sent before a ride is moved to `state` from outside of the gather. It announces the state once its
 * own sender has written it, and until `dropAfter` it waits for that.
 */
export const settleSchema = z.object({
  ...envelope,
  ...ofRide,
  kind: z.literal('settle'),
  /** Tells it from other calls that want the same. Messages of version 0.1.0 have none. */
  id: z.optional(z.string()),
  state: z.enum(['cancelled', 'completed']),
  dropAfter: instantSchema,
});

export type Settle = z.infer<typeof settleSchema>;

/** Everything that the gather takes. */
export const gatherMessageSchema = z.discriminatedUnion('kind', [
  branchResultSchema,
  wakeUpSchema,
  deadlineSchema,
  settleSchema,
]);

export type GatherMessage = z.infer<typeof gatherMessageSchema>;

/**
 * A branch as its ride's rider sees it: what became of it and when, and nothing of what it answered. Of its status,
 * `timed_out` is missing at the deadline, and `not_awaited` says that the ride had ended without it.
 */
export const branchViewSchema = z.object({
  need: z.enum(['required', 'optional']),
  status: z.enum(['ok', 'rejected', 'failed', 'pending', 'timed_out', 'not_awaited']),
  queuedAt: z.nullable(instantSchema),
  startedAt: z.nullable(instantSchema),
  finishedAt: z.nullable(instantSchema),
  /** From the queue's taking the request to the start of the first attempt. */
  queuedMs: z.nullable(z.number()),
  /** From the start of the first attempt to the end of the last one. */
  durationMs: z.nullable(z.number()),
  attempt: z.nullable(z.number()),
  late: z.boolean(),
  reason: z.nullable(reasonSchema),
});

export type BranchView = z.infer<typeof branchViewSchema>;

/** That a branch has answered, and in which flow: side by side with the others, or after one another. */
export const progressSchema = z.object({
  branch: z.string(),
  flow: z.enum(['parallel', 'sequential']),
  view: branchViewSchema,
});

export type Progress = z.infer<typeof progressSchema>;

/**
 * On `ride-events`: at least once each, in no certain order. `driverId` is there when a driver is concerned, and
 * `progress` when the event is `ride.progress`.
 */
export const rideEventSchema = z.object({
  ...envelope,
  type: z.enum(rideEventTypes),
  ...ofRide,
  riderId: z.string(),
  driverId: z.optional(z.string()),
  progress: z.optional(progressSchema),
  occurredAt: instantSchema,
});

export type RideEvent = z.infer<typeof rideEventSchema>;

/** A ride event with what its ride's rider wants, by which subscriptions filter. The message itself does not say. */
export interface AnnouncedEvent extends RideEvent {
  readonly wants: readonly Wish[];
}

/** What a driver's device reports. */
export const driverReportSchema = z.strictObject({
  position: pointSchema,
  onShift: z.boolean(),
  product: rideRequestSchema.shape.product,
});

export type DriverReport = z.infer<typeof driverReportSchema>;

/** The body of `PUT /drivers/{driverId}`. `reportedAt`, when the device made the report, is now where it is left out. */
export const driverUpdateSchema = z.extend(driverReportSchema, { reportedAt: z.optional(timestampSchema) });
