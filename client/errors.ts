import type { ProblemCode } from './types.ts';

/** A call came to nothing. The message says which and why. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
}

/**
 * The service answered with an error. What a program goes by is `code`; it is undefined when the answer is not one of the
 * API's own, such as that of a proxy on the way.
 */
export class ProblemError extends ClientError {
  override readonly name = 'ProblemError';
  /** Of HTTP. */
  readonly status: number;
  readonly code: ProblemCode | undefined;
  /** For humans. */
  readonly detail: string;
  /** What of the request is at fault, such as `pickup.lat`. */
  readonly field: string | undefined;
  /** How long the service wants to be left alone before the next try. */
  readonly retryAfterSeconds: number | undefined;
  /** With `outcome_unknown`: the ride that may have been accepted. `getRide` tells. */
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

/** Nobody answered, or the connection broke. Whether the call was carried out is not known. `cause` is the reason. */
export class NoAnswerError extends ClientError {
  override readonly name = 'NoAnswerError';

  constructor(call: string, cause: unknown) {
    super(`${call} was not answered: ${reasonOf(cause)}`, { cause });
  }
}

/** What answered is not this API: its answer is no JSON. */
export class UnreadableAnswerError extends ClientError {
  override readonly name = 'UnreadableAnswerError';

  constructor(call: string) {
    super(`${call} was answered with something that is not JSON. Is that the API's address?`);
  }
}

/** Node puts the reason, such as a refused connection, into the cause of a `TypeError: fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : error.message;
}
