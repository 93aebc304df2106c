/** Base class of all errors that the domain throws on purpose. */
export class RideRequestError extends Error {}

/**
 * A call to a service behind a port failed. Whether the call has had its effect, or will have it later, is unknown, unless
 * the error is a `NotTakenError`.
 */
export class ServiceError extends RideRequestError {
  override readonly name: string = 'ServiceError';
}

/** A service certainly did not accept a call: it has had no effect and will have none. */
export class NotTakenError extends ServiceError {
  override readonly name = 'NotTakenError';
}

/** A ride may or may not have been written: the write got no response, and reading it back did not help. */
export class OutcomeUnknownError extends RideRequestError {
  override readonly name = 'OutcomeUnknownError';
  readonly rideId: string;

  constructor(rideId: string) {
    super(
      `Whether ride ${rideId} was accepted is unknown. Check the ride before you retry, or repeat the request with the same Idempotency-Key.`,
    );
    this.rideId = rideId;
  }
}

/** A message or a call names a ride that has no record. */
export class RideNotFoundError extends RideRequestError {
  override readonly name = 'RideNotFoundError';
  constructor(rideId: string) {
    super(`There is no ride ${rideId}.`);
  }
}

/** The same idempotency key was used with another request. */
export class IdempotencyKeyReusedError extends RideRequestError {
  override readonly name = 'IdempotencyKeyReusedError';
  constructor() {
    super('This Idempotency-Key was used with another request. Use a new key for a new request.');
  }
}

/** A ride took so long to be accepted that its deadline has passed. */
export class DeadlinePassedError extends RideRequestError {
  override readonly name = 'DeadlinePassedError';
  constructor() {
    super('The ride could not be accepted before its deadline. Send a new request.');
  }
}

/** A branch is asked about a ride whose deadline has come: its answer could not change the ride's outcome. */
export class RideOverdueError extends RideRequestError {
  override readonly name = 'RideOverdueError';
  constructor(rideId: string) {
    super(`The deadline of ride ${rideId} has come.`);
  }
}

/** A ride is in a final state that the call can't change. */
export class RideEndedError extends RideRequestError {
  override readonly name = 'RideEndedError';
  readonly status: string;

  constructor(rideId: string, status: string, wanted: string) {
    super(`Ride ${rideId} is ${status} and can't be ${wanted}.`);
    this.status = status;
  }
}

/**
 * An answer to the caller and nobody's fault. It has no stack trace: to record one takes longer than to decide that a ride is
 * refused, and nobody reads it.
 */
class Refusal extends RideRequestError {
  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A rider has requested as many rides as allowed in a minute. */
export class TooManyRidesError extends Refusal {
  override readonly name = 'TooManyRidesError';
  readonly retryAfterSeconds: number;

  constructor(ridesPerMinute: number, retryAfterSeconds: number) {
    super(`A rider may request ${ridesPerMinute} rides in a minute. Retry in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** More rides are under way than can be decided in time. */
export class OverloadedError extends Refusal {
  override readonly name = 'OverloadedError';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Too many rides are being requested. Retry in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A request asks for simulation on a stack that has it disabled. */
export class SimulationOffError extends RideRequestError {
  override readonly name = 'SimulationOffError';
  constructor() {
    super('This stack does not simulate: leave out "simulate".');
  }
}

/** A request simulates a branch that the stack doesn't have. */
export class UnknownBranchError extends RideRequestError {
  override readonly name = 'UnknownBranchError';
  readonly branch: string;

  constructor(branch: string, known: readonly string[]) {
    super(`There is no branch "${branch}". The branches are ${known.join(', ')}.`);
    this.branch = branch;
  }
}

/** A fault that a request asked for. */
export class SimulatedFaultError extends RideRequestError {
  override readonly name = 'SimulatedFaultError';
  constructor(branch: string) {
    super(`${branch} fails because the request simulates a fault.`);
  }
}

/** A rider requests webhooks at a URL that this stack does not call. */
export class InvalidWebhookUrlError extends RideRequestError {
  override readonly name = 'InvalidWebhookUrlError';
  constructor(fault: string) {
    super(`webhookUrl ${fault}.`);
  }
}

/** A webhook's URL leads to a forbidden address, and will not be called. */
export class WebhookRefusedError extends RideRequestError {
  override readonly name = 'WebhookRefusedError';
  constructor(host: string, address: string) {
    super(`${host} resolves to ${address}, which webhooks must not call.`);
  }
}

/** A webhook's receiver did not accept it: a failure of the receiver, not of this stack. */
export class WebhookFailedError extends RideRequestError {
  override readonly name = 'WebhookFailedError';
  /** What went wrong, as a status or a code alone: the network's full message would name the receiver. */
  readonly fault: string;
  /** Whether nothing answers at the URL: the name does not exist, or nothing listens. */
  readonly leadsNowhere: boolean;

  constructor(fault: string, { leadsNowhere = false } = {}) {
    super(`The receiver did not accept the webhook: ${fault}.`);
    this.fault = fault;
    this.leadsNowhere = leadsNowhere;
  }
}

/** There is no usable secret to sign webhooks with. The message never quotes what was found instead. */
export class SigningSecretError extends RideRequestError {
  override readonly name = 'SigningSecretError';
  constructor(fault: string) {
    super(`Webhooks are not sent, because their signing secret ${fault}.`);
  }
}

/** The mail service did not accept a mail. Only the code is kept: the full message may name the recipient. */
export class MailNotSentError extends RideRequestError {
  override readonly name = 'MailNotSentError';
  constructor(code: string) {
    super(`The mail was not sent: ${code}.`);
  }
}

/** Another delivery of the same event is sending the receipt. */
export class ReceiptUnderWayError extends RideRequestError {
  override readonly name = 'ReceiptUnderWayError';
  constructor(rideId: string) {
    super(`The receipt of ride ${rideId} is being sent.`);
  }
}
