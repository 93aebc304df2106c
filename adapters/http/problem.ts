import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Fault, ProblemCode } from '../../core/api/problems.ts';
import {
  DeadlinePassedError,
  IdempotencyKeyReusedError,
  InvalidWebhookUrlError,
  OutcomeUnknownError,
  OverloadedError,
  RideEndedError,
  RideNotFoundError,
  ServiceError,
  SimulationOffError,
  TooManyRidesError,
  UnknownBranchError,
} from '../../core/errors.ts';
import { IssuerUnavailableError } from '../tokens/errors.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** An answer that is not what the caller asked for: RFC 9457 `application/problem+json` with a stable `code`. */
export interface Problem {
  readonly status: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly faults: readonly Fault[];
  /** Additional headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The ride that the problem is about, where the caller could not know its id otherwise. */
  readonly rideId: string | undefined;
}

/** An error that is answered by its own problem. */
export class ProblemError extends Error implements Problem {
  readonly status: number;
  readonly code: ProblemCode;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;
  readonly rideId: string | undefined;

  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    faults: readonly Fault[] = [],
    headers: Readonly<Record<string, string>> = {},
    rideId?: string,
  ) {
    super(detail);
    this.name = 'ProblemError';
    this.status = status;
    this.code = code;
    this.faults = faults;
    this.headers = headers;
    this.rideId = rideId;
  }
}

/** The problem of an invalid request; its code and field are those of the first fault. */
export class BadRequestError extends ProblemError {
  constructor(faults: readonly [Fault, ...Fault[]], status = 400) {
    super(status, faults[0].code, faults[0].detail, faults);
    this.name = 'BadRequestError';
  }
}

/**
 * The problem that reports an error to the caller of `requestPath`. An unknown error becomes an internal error without
 * details.
 */
export function problemOf(error: unknown, requestPath = '/rides'): Problem {
  if (error instanceof ProblemError) return error;
  if (error instanceof RideNotFoundError) return new ProblemError(404, 'ride_not_found', error.message);
  if (error instanceof RideEndedError)
    return new ProblemError(409, `ride_${error.status}` as ProblemCode, error.message);
  if (error instanceof DeadlinePassedError)
    return new ProblemError(503, 'deadline_passed', error.message, [], inSeconds(1));
  if (error instanceof OutcomeUnknownError) return unknownOutcome(error, requestPath);
  if (error instanceof ServiceError)
    return new ProblemError(503, 'service_unavailable', doesNotAnswer, [], inSeconds(1));
  if (error instanceof TooManyRidesError) return tooMany('too_many_rides', error);
  if (error instanceof OverloadedError) return tooMany('overloaded', error);
  if (error instanceof IdempotencyKeyReusedError) return reusedKey(error);
  if (error instanceof SimulationOffError) return fault('simulate', 'simulation_off', error.message);
  if (error instanceof InvalidWebhookUrlError) return fault('webhookUrl', 'invalid_webhook_url', error.message);
  if (error instanceof IssuerUnavailableError) {
    return new ProblemError(503, 'issuer_unavailable', cannotJudge, [], inSeconds(1));
  }
  if (error instanceof UnknownBranchError) return fault(`simulate.${error.branch}`, 'unknown_branch', error.message);
  return new ProblemError(500, 'internal_error', 'Something went wrong here. The request can be sent again.');
}

/** A ride's location, as a path on the same host, for the caller of `requestPath`. */
export const rideLocation = (requestPath: string, rideId: string): string =>
  `${requestPath.replace(/[^/]*\/*$/, 'rides')}/${rideId}`;

/** It has no `Retry-After`, because the same request might create a second ride. */
const unknownOutcome = ({ message, rideId }: OutcomeUnknownError, requestPath: string) =>
  new ProblemError(503, 'outcome_unknown', message, [], { Location: rideLocation(requestPath, rideId) }, rideId);

/** The calls that can end this way have either changed nothing or are idempotent. */
const doesNotAnswer = 'A service that this needs is not available at the moment. The request can be sent again.';

const cannotJudge = 'No token can be checked at the moment. The request can be sent again.';

/** When a retry may help. */
const inSeconds = (seconds: number) => ({ 'Retry-After': String(seconds) });

const fault = (field: string, code: ProblemCode, detail: string) => new BadRequestError([{ field, code, detail }]);

/** No error of its own: in a flood there are hundreds a second. */
const tooMany = (code: ProblemCode, { message, retryAfterSeconds }: TooManyRidesError | OverloadedError): Problem => ({
  status: 429,
  code,
  message,
  faults: [],
  headers: inSeconds(retryAfterSeconds),
  rideId: undefined,
});

const reusedKey = ({ message }: Error) =>
  new BadRequestError([{ field: 'Idempotency-Key', code: 'idempotency_key_reused', detail: message }], 422);

/** The problem as an answer. */
export function problemResponse(problem: Problem): APIGatewayProxyResult {
  const { status, code, message, faults, headers, rideId } = problem;
  return {
    statusCode: status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({
      type: `urn:ride-request:problem:${code}`,
      title: titles[status],
      status,
      detail: message,
      code,
      ...(faults[0] && { field: faults[0].field, errors: faults }),
      ...(rideId !== undefined && { rideId }),
    }),
  };
}
