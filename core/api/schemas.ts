import * as z from 'zod/mini';
import { rideIdFormat, subjectFormat } from '../id-formats.ts';
import { branchViewSchema, driverUpdateSchema, progressSchema, reasonSchema } from '../messages.ts';
import { pointSchema } from '../point.ts';
import { productSchema } from '../products.ts';
import { driverMatchSchema, fareSchema, paymentSchema } from '../results.ts';
import { emailPattern, rideRequestSchema } from '../ride-request.ts';
import { simulatedBranchSchema } from '../simulation.ts';
import { subscribers } from '../subscribers.ts';
import { instantSchema } from '../time.ts';
import { longestUrl } from '../webhook-url.ts';
import { apiRegistry, described, field, matching, named, reference, rule } from './registry.ts';

const isNull = { type: 'null' };
const isText = { type: 'string' };
const isInteger = { type: 'integer' };

/** What holds of an object's other fields while its status is one of these, and otherwise. */
const whileStatus = (statuses: readonly string[], then: object, otherwise?: object) => ({
  if: { properties: { status: { enum: statuses } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { properties: then },
  ...(otherwise && { else: { properties: otherwise } }),
});

const partyId = named('PartyId', matching(subjectFormat), {
  description: 'The id of a rider or driver, which is the `sub` of their tokens.',
});
/** A ride's id. */
export const rideId = named('RideId', matching(rideIdFormat));
const branchName = named('BranchName', matching(/^[a-z][a-z0-9-]*$/), {
  description: 'The name of a branch, such as driver-matching, eta, pricing or payment-check.',
});
const instant = named('Instant', instantSchema, {
  description: 'A UTC time with millisecond precision.',
  pattern: String.raw`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`,
  examples: ['2026-11-22T14:05:09.123Z'],
});
const point = named('Point', pointSchema, { description: 'A position in WGS 84 degrees.' });
const product = named('Product', productSchema, { description: "The class of a ride and of a driver's vehicle." });
const amount = z.int().check(z.minimum(0));
const milliseconds = z.nullable(z.int());

const rideRequest = described('RideRequest', rideRequestSchema, {
  fields: {
    product: 'The class of ride. Standard by default.',
    paymentMethodId:
      "The payment provider's id of the rider's payment method. The payment sandbox accepts `pm_card_visa` and " +
      '`pm_card_mastercard`, declines `pm_card_chargeDeclined`, `pm_card_insufficientFunds` and `pm_card_expired`, and ' +
      'never answers for `pm_timeout`. With Stripe, it is the id of a payment method that is saved with a Customer.',
    simulate: {
      description: 'Simulated delays and faults, by branch. Rejected on a stack with simulation off.',
      type: 'object',
      propertyNames: reference('BranchName'),
      additionalProperties: reference('SimulatedBranch'),
    },
    webhookUrl: {
      description:
        "The URL that receives the ride's events by POST: see the webhook `rideEvent`. An `https:` URL with a public host " +
        'and without credentials. A stack on a local machine also accepts URLs on that machine, including `http:`.',
      format: 'uri',
      maxLength: longestUrl,
      pattern: String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[\x21-\x7e]+$`,
    },
    receiptEmail: {
      description: 'The address that receives the receipt of a confirmed ride.',
      format: 'email',
      pattern: emailPattern.source,
      allOf: undefined, // zod's patterns: the format says it.
    },
  },
});
described('SimulatedBranch', simulatedBranchSchema, {
  description: 'How long a branch waits before it starts, and how it fails. An empty object changes nothing.',
  fields: {
    delayMs: "The delay in milliseconds, in place of the branch's usual one.",
    fault:
      "`exception` throws, `timeout` hangs until the function's time-out, `crash` ends the process, and `reject` is a " +
      'business rejection.',
    times: 'The number of attempts that fail, from the first. All attempts by default.',
  },
});

const flow = named('Flow', progressSchema.shape.flow, {
  description: 'Whether the branches ran in parallel or one after the other.',
});

const rideStatus = named(
  'RideStatus',
  z.enum(['requested', 'confirmed', 'rejected', 'expired', 'cancelled', 'completed']),
  {
    description:
      '`requested` until the outcome is known; then `confirmed`, `rejected` (a branch rejected the ride or failed) or ' +
      '`expired` (a branch did not answer by the deadline, or the ride was not decided in time). The rider can change it ' +
      'to `cancelled`, the driver to `completed`.',
  },
);

/**
 * requested → confirmed | rejected | expired | cancelled; confirmed → cancelled | completed. There are no other transitions:
 * each is one write, conditional on the state that it leaves.
 */
export type RideStatus = z.infer<typeof rideStatus>;

const cursor = named('Cursor', matching(/^[A-Za-z0-9_-]{1,100}$/), {
  description: 'A position in a list. Treat it as opaque.',
});
const rideSummary = named(
  'RideSummary',
  z.object({
    rideId,
    flow,
    status: rideStatus,
    requestedAt: instant,
    settledAt: field(
      z.nullable(instant),
      'When the ride left the state `requested`; a rejected or expired ride ended then. Null until then. For the time of ' +
        'completion or cancellation, get the ride.',
    ),
  }),
  { description: 'A ride in a list. `GET /rides/{rideId}` returns all of its fields.' },
);

/** A ride in a list of the API. */
export type RideSummaryView = z.infer<typeof rideSummary>;

const ridesPage = named(
  'RidesPage',
  z.object({
    rides: z.array(rideSummary).check(z.maxLength(100)),
    next: field(z.nullable(cursor), 'The cursor of the next page. Null on the last page.'),
  }),
);

/** A page of a rider's rides in the API. */
export type RidesPageView = z.infer<typeof ridesPage>;

const matchedDriver = named(
  'MatchedDriver',
  z.extend(z.pick(driverMatchSchema, { driverId: true, pickupSeconds: true, pickupDistanceMeters: true }), {
    driverId: partyId,
  }),
  { description: 'The matched driver, with the time and distance to the pickup.' },
);
const trip = named(
  'Trip',
  z.object({
    distanceMeters: amount,
    durationSeconds: amount,
    source: field(
      z.enum(['routing-service', 'estimate', 'fare']),
      'The source of the figures: a routing service, an estimate or, if eta gave no answer, the estimate from which the ' +
        'fare was computed.',
    ),
  }),
);
const fare = described('Fare', fareSchema, {
  description: 'An upfront fare, with the distance and duration from which it was computed.',
  fields: {
    expiresAt: 'The quote is valid until then.',
    amountMinor: 'The amount in minor units of the currency, such as cents.',
    currency: { description: 'The ISO 4217 code of the currency.', pattern: '^[A-Z]{3}$' },
  },
});
const outcome = named(
  'Outcome',
  z.object({
    driver: matchedDriver,
    trip,
    fare,
    payment: paymentSchema,
    more: field(
      z.optional(z.record(branchName, z.unknown())),
      'Answers of branches for which the outcome has no field of its own, by branch.',
    ),
  }),
);

/** The outcome of a confirmed ride. */
export type Outcome = z.infer<typeof outcome>;

reasonSchema.shape.code.register(apiRegistry, { pattern: '^[a-z][a-z0-9_-]*$' });
const reason = described('Reason', z.extend(reasonSchema, { branch: branchName, retryable: z.boolean() }), {
  fields: {
    branch: 'The branch, or `ride-requested` if no branch could be asked.',
    code: {
      description: `One of:

- a branch's own code, such as no_drivers_available, trip_too_long, card_declined, insufficient_funds, expired_card,
  authentication_required, issuer_unavailable, payment_method_unknown, payment_method_unusable or simulated_rejection
- the branch's name followed by \`_unavailable\` (it failed) or \`_timed_out\` (it did not answer by the deadline)
- decided_too_late: all branches answered, but the ride was decided too late
- ride-requested_unavailable: the ride could not be sent to the branches
`,
    },
    message: 'The reason, for humans.',
    retryable: 'Whether the same request may succeed later.',
  },
});

/** One reason why a ride was not confirmed. */
export type RideReason = z.infer<typeof reason>;

const branch = described('Branch', branchViewSchema, {
  description: 'The answer of one branch and its times. Times are null until it has answered.',
  fields: {
    need: "Whether the ride needs the branch's answer to be confirmed.",
    status:
      '`ok`, `rejected` or `failed` (no attempt gave an answer). Without an answer: `pending`, `timed_out` (no answer by ' +
      'the deadline) or `not_awaited` (the ride ended before the branch answered, or the branch is optional and took two ' +
      'seconds longer than the required ones).',
    queuedAt: "When the branch's queue received the request.",
    startedAt: 'When the first attempt started.',
    finishedAt: 'When the last attempt ended.',
    queuedMs: 'Time from `queuedAt` to `startedAt`.',
    durationMs: 'Time from `startedAt` to `finishedAt`, without the wait in the queue.',
    attempt: 'The number of attempts.',
    late: 'Whether the branch answered after the ride left the state `requested`. A late answer changes nothing.',
    reason: 'Why the branch rejected the ride or failed. Null otherwise.',
  },
  ...whileStatus(
    ['ok', 'rejected', 'failed'],
    {
      queuedAt: isText,
      startedAt: isText,
      finishedAt: isText,
      queuedMs: isInteger,
      durationMs: isInteger,
      attempt: isInteger,
    },
    {
      queuedAt: isNull,
      startedAt: isNull,
      finishedAt: isNull,
      queuedMs: isNull,
      durationMs: isNull,
      attempt: isNull,
      reason: isNull,
    },
  ),
});

const timing = named(
  'Timing',
  z.object({
    totalMs: field(z.nullable(amount), 'Time from the request to the outcome.'),
    slowestBranch: z.nullable(branchName),
    slowestMs: milliseconds,
    sequentialMs: field(milliseconds, "The sum of the branches' durations."),
    overheadMs: field(milliseconds, '`totalMs` − `slowestMs`.'),
    savedMs: field(milliseconds, '`sequentialMs` − `totalMs`.'),
  }),
  {
    description:
      "Compares the ride's total time with the times of its branches. A value that depends on a branch without an answer " +
      'when the ride ended is null.',
  },
);

/** How a ride's time compares with its branches' times. */
export type Timing = z.infer<typeof timing>;

const pickup = z.object({
  seconds: amount,
  source: z.enum(['matched-driver', 'nearest-drivers']),
  estimated: field(
    z.boolean(),
    'Whether the time is an estimate: always for a matched driver; for the nearest drivers, unless it comes from a routing ' +
      'service.',
  ),
});

/** A time to pickup in an answer. */
export type PickupView = z.infer<typeof pickup>;

const ride = named(
  'Ride',
  z.object({
    rideId,
    riderId: partyId,
    flow,
    status: rideStatus,
    request: field(z.intersection(rideRequest, rule({ required: ['product'] })), 'The requested ride.'),
    outcome: field(z.nullable(outcome), 'The result of a confirmed ride. Null if the ride was never confirmed.'),
    reasons: field(z.readonly(z.array(reason)), 'Why the ride was rejected or expired. Empty otherwise.'),
    pickup: field(
      z.nullable(pickup),
      'How long a driver takes to the pickup: the matched driver or, before the match, the nearest one. Null if neither ' +
        'is known.',
    ),
    branches: field(z.record(branchName, branch), {
      description: 'The branches of the ride, by name.',
      minProperties: 1,
    }),
    timing,
    requestedAt: instant,
    deadlineAt: field(instant, 'The time by which the outcome is to be known.'),
    settledAt: field(z.nullable(instant), 'When the ride left the state `requested`. Null until then.'),
    completedAt: field(z.nullable(instant), 'When the driver completed the ride. Null otherwise.'),
    cancelledAt: field(
      z.nullable(instant),
      'When the rider cancelled the ride; equals `settledAt` if the ride was still `requested`. Null otherwise.',
    ),
  }),
  {
    allOf: [
      whileStatus(['requested'], { settledAt: isNull }, { settledAt: isText }),
      whileStatus(['confirmed', 'completed'], { outcome: { type: 'object' } }),
      whileStatus(['requested', 'rejected', 'expired'], { outcome: isNull }),
      whileStatus(['rejected', 'expired'], { reasons: { minItems: 1 } }, { reasons: { maxItems: 0 } }),
      whileStatus(['completed'], { completedAt: isText }, { completedAt: isNull }),
      whileStatus(['cancelled'], { cancelledAt: isText }, { cancelledAt: isNull }),
    ],
  },
);

/** A ride in the API. */
export type RideView = z.infer<typeof ride>;

const endedRide = named(
  'EndedRide',
  z.intersection(ride, rule({ properties: { status: { not: { const: 'requested' } } } })),
  { description: 'A ride with an outcome.' },
);
named('RequestedRide', z.intersection(ride, rule({ properties: { status: { const: 'requested' } } })), {
  description: 'A ride without an outcome yet.',
});
named(
  'RideEvent',
  z.object({
    type: z.enum(subscribers.flatMap(({ name, events }) => (name === 'webhook' ? events : []))),
    timestamp: field(instant, 'When the ride entered the state.'),
    data: endedRide,
  }),
  {
    description:
      'A change of the state of a ride. `data` is the ride at the time of the call: it may already have left that state.',
  },
);

named(
  'DriverRide',
  z.object({
    rideId,
    status: z.literal('completed'),
    request: field(z.object({ pickup: point, dropoff: point, product }), 'The requested ride.'),
    outcome: z.pick(outcome, { driver: true, trip: true, fare: true }),
    requestedAt: instant,
    settledAt: field(instant, 'When the ride was confirmed.'),
    completedAt: field(instant, 'When the ride was completed.'),
  }),
  {
    description:
      "A ride as shown to its driver: the trip and the fare, without the rider's identity, contact details or payment " +
      'method.',
  },
);

described('DriverReport', driverUpdateSchema, {
  fields: {
    onShift: 'Whether the driver accepts rides.',
    product: "The class of the driver's vehicle. Standard by default.",
    reportedAt: {
      description:
        "When the device made the report, at most 5 s ahead of the server's clock. For devices that retry or delay reports. " +
        'The current time by default.',
      format: 'date-time',
      pattern:
        '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$',
    },
  },
});
const driver = named(
  'Driver',
  z.object({
    driverId: partyId,
    position: point,
    onShift: z.boolean(),
    product,
    reportedAt: field(instant, 'When the latest report was made.'),
    rideId: field(z.nullable(rideId), "The driver's current confirmed ride, or null."),
  }),
  { description: "The latest report of a driver, and the driver's current ride." },
);

/** A driver in the API. */
export type DriverView = z.infer<typeof driver>;
