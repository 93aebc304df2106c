/** Base of all errors that the domain raises on purpose. */
export class RideRequestError extends Error {}

/**
 * A service that a port speaks to failed a call. Whether the call has had its effect, or will have it later, is not known,
 * unless the error is a `NotTakenError`.
 */
export class ServiceError extends RideRequestError {
  override readonly name: string = 'ServiceError';
}

/** A service certainly did not take a call: it has had no effect and will have none. */
export class NotTakenError extends ServiceError {
  override readonly name = 'NotTakenError';
}

/** A ride may have been written or not: the write was not answered, and reading it back did not tell. */
export class OutcomeUnknownError extends RideRequestError {
  override readonly name = 'OutcomeUnknownError';
  readonly rideId: string;

  constructor(rideId: string) {
    super(
      `Whether ride ${rideId} was accepted is not known. Look at it before you ask again, or repeat the request with the Idempotency-Key that it had.`,
    );
    this.rideId = rideId;
  }
}

/** A message or a call names a ride that there is no record of. */
export class RideNotFoundError extends RideRequestError {
  override readonly name = 'RideNotFoundError';
  constructor(rideId: string) {
    super(`There is no ride ${rideId}.`);
  }
}

/** The same idempotency key came with another request. */
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
    super('The ride could not be accepted before its deadline. Ask again.');
  }
}

/** A branch is asked about a ride whose deadline has come: nothing that it does could change the ride's outcome. */
export class RideOverdueError extends RideRequestError {
  override readonly name = 'RideOverdueError';
  constructor(rideId: string) {
    super(`The deadline of ride ${rideId} has come.`);
  }
}

/** A ride has ended in a way that a call can't change. */
export class RideEndedError extends RideRequestError {
  override readonly name = 'RideEndedError';
  readonly status: string;

  constructor(rideId: string, status: string, wanted: string) {
    super(`Ride ${rideId} is ${status} and can't be ${wanted}.`);
    this.status = status;
  }
}

/** A rider has asked for as many rides as one may in a minute. */
export class TooManyRidesError extends RideRequestError {
  override readonly name = 'TooManyRidesError';
  readonly retryAfterSeconds: number;

  constructor(ridesPerMinute: number, retryAfterSeconds: number) {
    super(`A rider may ask for ${ridesPerMinute} rides in a minute. Ask again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** More rides are under way than can be decided in time. */
export class OverloadedError extends RideRequestError {
  override readonly name = 'OverloadedError';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Too many rides are being asked for. Ask again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A request asks for simulation on a stack that has it off. */
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
    super(`${branch} fails because the request told it to.`);
  }
}

/** A rider wants webhooks at a URL that this stack does not call. */
export class InvalidWebhookUrlError extends RideRequestError {
  override readonly name = 'InvalidWebhookUrlError';
  constructor(fault: string) {
    super(`webhookUrl ${fault}.`);
  }
}

/** A webhook's URL leads where no call may go, and will not be called. */
export class WebhookRefusedError extends RideRequestError {
  override readonly name = 'WebhookRefusedError';
  constructor(host: string, address: string) {
    super(`${host} leads to ${address}, where no webhook goes.`);
  }
}

/** A webhook's receiver did not take it: a failure of whoever named the URL, and none of this stack's. */
export class WebhookFailedError extends RideRequestError {
  override readonly name = 'WebhookFailedError';
  /** What went wrong, by a status or a code alone: all that the network says would name the receiver. */
  readonly fault: string;
  /** Whether there is nobody at the URL: no such name, or nothing that listens. */
  readonly leadsNowhere: boolean;

  constructor(fault: string, { leadsNowhere = false } = {}) {
    super(`The receiver did not take the webhook: ${fault}.`);
    this.fault = fault;
    this.leadsNowhere = leadsNowhere;
  }
}

/** There is no secret to sign webhooks with. It never says what was found instead. */
export class SigningSecretError extends RideRequestError {
  override readonly name = 'SigningSecretError';
  constructor(fault: string) {
    super(`Webhooks are not sent, because their signing secret ${fault}.`);
  }
}

/** The mail service did not take a mail. It says why by a code alone: the whole of it may name who was written to. */
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
