import type { ProblemCode } from './types.ts';

/** A call failed. The message says which and why. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
}

/**
 * The service answered with an error. Programs should use `code`; it is undefined if the answer is not from the API itself,
 * but from a proxy, for example.
 */
export class ProblemError extends ClientError {
  override readonly name = 'ProblemError';
  /** The HTTP status. */
  readonly status: number;
  readonly code: ProblemCode | undefined;
  /** For humans. */
  readonly detail: string;
  /** The invalid parts of the request, such as `pickup.lat`. */
  readonly field: string | undefined;
  /** How long to wait before a retry. */
  readonly retryAfterSeconds: number | undefined;
  /** With `outcome_unknown`: the ride that may have been accepted. `getRide` shows whether it was. */
  readonly rideId: string | undefined;

  constructor(call: string, problem: ProblemFields) {
    const { status, code, detail, field, retryAfterSeconds, rideId } = problem;
    const what = [status, ...(code ? [code] : []), ...(field ? [`(${field})`] : [])].join(' ');
    super(`${call} was answered ${what}${detail ? `: ${detail}` : ''}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
    this.rideId = rideId;
  }
}

type ProblemFields = Pick<ProblemError, 'status' | 'code' | 'detail' | 'field' | 'retryAfterSeconds'> &
  Partial<Pick<ProblemError, 'rideId'>>;

/** There was no answer, or the connection broke. Whether the call was carried out is unknown. `cause` is the reason. */
export class NoAnswerError extends ClientError {
  override readonly name = 'NoAnswerError';

  constructor(call: string, cause: unknown) {
    super(`${call} was not answered: ${reasonOf(cause)}`, { cause });
  }
}

/** The answer is not JSON, or not what this API answers. */
export class UnreadableAnswerError extends ClientError {
  override readonly name = 'UnreadableAnswerError';

  constructor(call: string) {
    super(`${call} was answered with something that is not of this API. Is that the API's address?`);
  }
}

/** Node puts the reason, such as a refused connection, in the cause of a `TypeError: fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : error.message;
}
