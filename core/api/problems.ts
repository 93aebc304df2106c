import * as z from 'zod/mini';
import { field, matching, named, rule } from './registry.ts';
import { rideId } from './schemas.ts';

/** Every code of the API's problems, and what it means to the program that receives it. */
const problemCodes = {
  bad_request: 'the gateway rejected the request as invalid',
  unsupported_encoding: 'the body has a content encoding',
  unsupported_charset: 'the body has a charset other than UTF-8',
  malformed_text: 'the body is not UTF-8',
  malformed_json: 'the body is not JSON',
  missing_field: 'a field is missing',
  unknown_field: 'a field is not part of the request',
  repeated_field: 'a field occurs twice',
  unknown_parameter: 'the query has a parameter that the call does not accept',
  repeated_parameter: 'the query has a parameter twice',
  invalid_cursor: '`next` is not the `next` of a previous page',
  wrong_type: 'a field or parameter has a value of another type',
  out_of_range: 'the value of a field or parameter is too small or too large',
  unknown_value: 'the value of a field or parameter is none of those allowed',
  invalid_format: 'the value of a field or parameter does not have its format',
  unknown_branch: '`simulate` names a branch that does not exist',
  simulation_off: 'the request has `simulate`, but the stack does not simulate',
  invalid_idempotency_key: 'the `Idempotency-Key` has an invalid format',
  invalid_webhook_url: 'the stack does not call webhooks at the `webhookUrl`',
  idempotency_key_reused: 'the `Idempotency-Key` was used with another request',
  missing_token: 'the request has no bearer token',
  expired_token: 'the token has expired: get a new one',
  token_not_yet_valid: 'the token is not valid yet; most likely a clock is wrong',
  invalid_token: 'the token is not accepted',
  unauthorized: 'the gateway requires a bearer token',
  insufficient_scope: "the token is not a rider's, or not a driver's",
  issuer_unavailable: 'no token can be verified at the moment; retry',
  not_this_driver: 'a driver reports for another driver',
  forbidden: 'the gateway denies the request',
  not_found: 'the path or method does not exist',
  ride_not_found: 'the ride does not exist, or the caller has no access to it',
  ride_rejected: 'the ride has already been rejected',
  ride_expired: 'the ride has already expired',
  ride_cancelled: 'the ride has already been cancelled',
  ride_completed: 'the ride has already been completed',
  body_too_large: 'the body is too large',
  too_many_rides: 'the rider has reached the limit of rides per minute; retry after `Retry-After`',
  overloaded: 'more rides are under way than can be decided in time; retry after `Retry-After`',
  too_many_requests: 'the service is throttling requests; retry after `Retry-After`',
  internal_error: 'an internal error that the request did not cause; retry',
  deadline_passed: 'the ride was not accepted in time; retry',
  service_unavailable: 'a service that the call needs is unavailable; retry',
  outcome_unknown: 'the ride `rideId` may have been accepted; check it, or retry with the same `Idempotency-Key`',
  bad_gateway: 'the service failed; the request may have taken effect; retry with the same `Idempotency-Key`',
  gateway_timeout:
    'the service took too long; the request may have taken effect; retry with the same `Idempotency-Key`',
};

/** The kind of a problem, for programs. */
export type ProblemCode = keyof typeof problemCodes;

const fieldName = named('FieldName', z.string().check(z.minLength(1)), {
  description:
    'A path in the body such as `pickup.lat`, `body` for the whole body, or the name of a header or parameter.',
});
const problemCode = named('ProblemCode', z.enum(Object.keys(problemCodes) as ProblemCode[]), {
  description: [
    'The kind of problem, for programs.',
    '',
    '| code | meaning |',
    '|---|---|',
    ...Object.entries(problemCodes).map(([each, meaning]) => `| \`${each}\` | ${meaning} |`),
    '',
  ].join('\n'),
});
const fault = z.object({ field: fieldName, code: problemCode, detail: z.string() });
named(
  'Problem',
  z.object({
    type: field(matching(/^urn:ride-request:problem:[a-z_]+$/), { description: 'The code as a URN.', format: 'uri' }),
    title: field(z.string(), 'The kind of problem, for humans.'),
    status: field(z.int(), 'The HTTP status.'),
    detail: field(z.string(), 'What is wrong with the request, for humans.'),
    code: problemCode,
    field: field(z.optional(fieldName), 'The first invalid field.'),
    errors: field(z.optional(z.array(fault).check(z.minLength(1))), 'All errors found, including the first.'),
    rideId: field(z.optional(rideId), 'The ride that may exist, with `outcome_unknown`.'),
  }),
  { description: 'Problem details (RFC 9457).', dependentRequired: { field: ['errors'], errors: ['field'] } },
);

/** One fault of a request, and where it is: a JSON path such as `pickup.lat`, or a header's name. */
export type Fault = z.infer<typeof fault>;

named('WithField', rule({}), { description: 'A problem that names the invalid field.', required: ['field', 'errors'] });
named('WithFieldUnlessFromGateway', rule({}), {
  description: 'A problem that names the invalid field, unless the gateway itself rejected the request.',
  if: { properties: { code: { const: 'bad_request' } } },
  else: { required: ['field', 'errors'] },
});
