import * as z from 'zod/mini';
import { pointSchema } from './point.ts';
import { askedRequestSchema, rideRequestSchema } from './ride-request.ts';
import { rideEventTypes, type Wish } from './subscribers.ts';
import { instantSchema, timestampSchema } from './time.ts';

const version = z.literal(1);
const rideId = z.string().check(z.minLength(1), z.maxLength(100));
const need = z.enum(['required', 'optional']);
const attempt = z.int().check(z.minimum(1));
const traceparent = z.string().check(z.regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/));

/** The common part of every message: its ride, its trace (W3C Trace Context) and its creation time. */
const envelope = { v: version, rideId, traceparent, at: instantSchema };

/** The part of any message that identifies its ride. */
export const envelopeSchema = z.object(envelope);

/**
 * When the ride of a message was requested. It distinguishes rides with the same id: an idempotency key may be reused after
 * its ride's record has expired. Messages of version 0.1.0 do not have it.
 */
const ofRide = { requestedAt: z.optional(instantSchema) };

/** On `ride-requested`: a ride that every branch is to answer. */
export const rideRequestedSchema = z.object({
  ...envelope,
  riderId: z.string(),
  request: askedRequestSchema,
  requestedAt: instantSchema,
  deadlineAt: instantSchema,
  /** The branches that the ride waits for. Messages of version 0.1.0 do not have it. */
  expects: z.optional(z.record(z.string(), need)),
  /**
   * How branches keep their answers in the ride's record. Messages of earlier versions do not have it: their functions, which
   * run beside these during a deployment, only read whole answers.
   */
  answers: z.optional(z.literal('brief')),
});

export type RideRequested = z.infer<typeof rideRequestedSchema>;

/** Why a branch or a ride was refused, with a stable code, and whether the same request may succeed later. */
export const reasonSchema = z.object({ code: z.string(), message: z.string(), retryable: z.optional(z.boolean()) });

export type Reason = z.infer<typeof reasonSchema>;

/**
 * One branch's answer about one ride, kept in the ride's record. It is sent on `branch-results` only where the branch could
 * not write it into the record, or where the record has another answer of the same branch. `rejected` is a business refusal;
 * `failed` means that all attempts failed. `queuedAt` is when the queue accepted the request, `receivedAt` when the function
 * received it, `startedAt` when the first attempt began and `finishedAt` when the last one ended.
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
  attempt,
});

export type BranchResult = z.infer<typeof branchResultSchema>;

/** On `branch-results`: with the answer of `branch` the ride can be decided. */
export const wakeUpSchema = z.object({
  ...envelope,
  ...ofRide,
  kind: z.literal('wake-up'),
  branch: z.string(),
  /** Until when the ride waits for optional branches, if only those are pending. The message is delayed until then. */
  waitsUntil: z.optional(instantSchema),
});

export type WakeUp = z.infer<typeof wakeUpSchema>;

/**
 * On `deadlines`, delayed until the ride's deadline. Until `dropAfter` it is sent again when it comes early or finds no ride,
 * because the API function may be about to write the ride.
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
 * On `branch-results`, sent before a call outside of the gather moves a ride to `state`. It announces the state once its
 * sender has written it, and waits for that until `dropAfter`.
 */
export const settleSchema = z.object({
  ...envelope,
  ...ofRide,
  kind: z.literal('settle'),
  /** Distinguishes the call from others with the same purpose. Messages of version 0.1.0 do not have it. */
  id: z.optional(z.string()),
  state: z.enum(['cancelled', 'completed']),
  dropAfter: instantSchema,
});

export type Settle = z.infer<typeof settleSchema>;

/** All messages that the gather accepts. */
export const gatherMessageSchema = z.discriminatedUnion('kind', [
  branchResultSchema,
  wakeUpSchema,
  deadlineSchema,
  settleSchema,
]);

export type GatherMessage = z.infer<typeof gatherMessageSchema>;

/**
 * A branch as the ride's rider sees it: its status and times, without its answer. `timed_out` means that it is missing at the
 * deadline, `not_awaited` that the ride ended without it.
 */
export const branchViewSchema = z.object({
  need,
  status: z.enum(['ok', 'rejected', 'failed', 'pending', 'timed_out', 'not_awaited']),
  queuedAt: z.nullable(instantSchema),
  startedAt: z.nullable(instantSchema),
  finishedAt: z.nullable(instantSchema),
  /** From when the queue accepted the request to the start of the first attempt. */
  queuedMs: z.nullable(z.int()),
  /** From the start of the first attempt to the end of the last one. */
  durationMs: z.nullable(z.int()),
  attempt: z.nullable(attempt),
  late: z.boolean(),
  reason: z.nullable(reasonSchema),
});

export type BranchView = z.infer<typeof branchViewSchema>;

/** An event: a branch has answered, in the parallel or the sequential flow. */
export const progressSchema = z.object({
  branch: z.string(),
  flow: z.enum(['parallel', 'sequential']),
  view: branchViewSchema,
});

export type Progress = z.infer<typeof progressSchema>;

/**
 * On `ride-events`: at least once each, in no guaranteed order. `driverId` is present when a driver is concerned, and
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

/** A ride event with its rider's preferences, by which subscriptions filter. The message body does not contain them. */
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

/** The body of `PUT /drivers/{driverId}`. `reportedAt`, when the device made the report, defaults to now. */
export const driverUpdateSchema = z.extend(driverReportSchema, { reportedAt: z.optional(timestampSchema) });
